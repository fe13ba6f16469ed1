"""Calendars: the moments that a lab keeps turned into days, and the calendar files that moments come from."""
