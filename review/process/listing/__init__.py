"""The list of a desk: how it is ordered, counted, narrowed, and kept as a view of one's own (S16)."""
