"""Look-ups in the records: experiments, accounts and readings; nothing is changed."""
