"""Limits on posting: quiet hours, posts a week, and how soon a link may be repeated."""
