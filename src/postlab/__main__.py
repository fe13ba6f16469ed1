"""`python -m postlab` is `postlab`."""

from postlab.start import main

main()
