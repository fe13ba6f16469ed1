"""One post: its state, its first reply, its attempts, and when it is read."""
