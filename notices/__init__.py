"""Telling people: the inbox, the daily digest, and what cannot wait."""
