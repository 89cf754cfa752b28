"""`python -m plainview` is the command `plainview`."""

from plainview.cli import main

main()
