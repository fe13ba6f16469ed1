"""Importing networks' exports: as readings of the lab's posts, and as posts published without PostLab."""
