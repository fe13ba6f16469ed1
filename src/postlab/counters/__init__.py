"""The counters of clicks that come with PostLab: Shlink (short links) and Plausible (web statistics)."""
