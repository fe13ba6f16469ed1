"""The command line: each command reads its arguments, asks `loop` or `reports`, and prints the answer."""
