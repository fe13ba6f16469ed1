"""The words of the lab as tables, and the database that holds them."""
