"""Keeping the list of experiments short: names that are free again, old ones put aside, mistakes taken away."""
