"""PostLab: try a framing, gauge the response, keep what worked, change one thing, try again."""
