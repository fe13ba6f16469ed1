"""Accounts: setting them up, their spending, their followers, and putting them on hold after an error."""
