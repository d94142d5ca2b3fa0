"""Durability and nothing else: what policy demands is decided elsewhere and recorded here."""
