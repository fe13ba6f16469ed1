"""The pages that `postlab help` prints: which there are, and their text with links that lead somewhere."""
