"""The records database: what was known, decided and done on every case, for lists and statistics."""
