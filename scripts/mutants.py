"""Say which share of the mutants the tests killed, module by module, and fail below ninety in a hundred."""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final

LEAST: Final = 90


def main() -> None:
    """Read what `mutmut run` left."""
    mutmut = Path(sys.executable).with_name("mutmut")
    done = subprocess.run([mutmut, "results", "--all", "true"], capture_output=True, text=True, check=True)
    killed, tried = Counter[str](), Counter[str]()
    for line in done.stdout.splitlines():
        name, _, outcome = line.strip().partition(": ")
        if not outcome:
            continue
        module = name.split(".x", maxsplit=1)[0]
        tried[module] += 1
        killed[module] += outcome in {"killed", "timeout"}
    for module in sorted(tried):
        print(f"{100 * killed[module] / tried[module]:5.1f} %  {killed[module]:4} of {tried[module]:4}  {module}")
    share = 100 * killed.total() / tried.total()
    print(f"{share:5.1f} %  {killed.total():4} of {tried.total():4}")
    sys.exit(share < LEAST)


if __name__ == "__main__":
    main()
