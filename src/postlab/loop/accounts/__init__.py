"""Accounts: setting them up, what they have spent, who follows them, and leaving them alone for a while."""
