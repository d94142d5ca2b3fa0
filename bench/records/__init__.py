"""``make bench-records``: how quick the lists are, and how that grows with the number of cases."""
