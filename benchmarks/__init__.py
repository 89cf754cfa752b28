"""One runnable benchmark for each hot module: `python -m benchmarks.NAME [--quick]`."""
