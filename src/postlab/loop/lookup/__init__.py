"""Looking up experiments, accounts and readings in the records, without changing anything."""
