"""Everything is killed, cut off, filled up and told twice, at moments of chance: afterwards nothing is missing."""
