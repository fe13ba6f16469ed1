"""What a post looks like to those who read it, network by network: values first, then a piece of a page. A sketch."""
