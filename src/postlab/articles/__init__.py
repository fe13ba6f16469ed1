"""A URL in, an Article out.

`overrides.page_of` reads a page, with what was given by hand in the place of what the page says.
"""
