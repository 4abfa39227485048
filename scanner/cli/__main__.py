"""`python -m scanner.cli` is `siegel`."""

from scanner.cli import main

main()
