"""The pool of links: where they come from, what is in it, and which pairs can be compared."""
