"""The pool of links: importing links, listing and removing them, and pairing them for plans."""
