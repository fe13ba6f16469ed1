"""Clicks where the network tells none: shorteners and web statistics, by the entry-point group `postlab.counters`."""
