"""The database of a lab and its tables."""
