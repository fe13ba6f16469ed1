"""What an experiment may not do: how often it may post, and the rules of the lab."""
