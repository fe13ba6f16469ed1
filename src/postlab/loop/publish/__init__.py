"""Publishing: approval, publishing exactly once, settling doubts, and verifying how a post went live."""
