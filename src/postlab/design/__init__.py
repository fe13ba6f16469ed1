"""Rounds, random assignment, slots, and how many posts it will take."""
