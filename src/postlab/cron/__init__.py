"""Cron: the entry that runs a lab's loop, the table it stands in, and what to do where there is no cron."""
