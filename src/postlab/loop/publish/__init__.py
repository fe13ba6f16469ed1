"""Publishing: approval, sending exactly once, settling what is in doubt, and checking how a post went live."""
