"""A notice lived through before it is published: made-up people of every kind, in a database of their own (24-3)."""
