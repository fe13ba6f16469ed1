"""The files that networks and web statistics hand out, read as rows, and told which post each row is about."""
