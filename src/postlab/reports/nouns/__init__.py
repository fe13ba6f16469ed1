"""One view a noun: the shape in which every answer shows a post, an account, a link, a moment or an experiment."""
