"""Counters of clicks: short links and web statistics."""
