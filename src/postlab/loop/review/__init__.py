"""A second pair of eyes: posts handed out to be looked at, and what comes back about them."""
