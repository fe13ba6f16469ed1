"""From a plan to rounds: checking it, storing it, changing it on record, drawing rounds and writing their posts."""
