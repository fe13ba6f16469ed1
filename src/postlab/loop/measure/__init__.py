"""Readings of posts: from the network, from a counter of clicks, or typed in by hand."""
