"""Evidence in common: promises and exports as files, and many practitioners' files read as one pool."""
