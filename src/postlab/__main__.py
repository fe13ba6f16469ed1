"""`python -m postlab` is `postlab`."""

from postlab.cli.main import main

main()
