"""The victim side's own store: its key, the codec that seals its payloads, and its own database (PF-17.6a, ST-07)."""
