"""A single post: its state, its first reply, its attempts, and when its first reading is due."""
