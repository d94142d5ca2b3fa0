"""The HTTP API: what systems, practitioners and managers ask of cases, with who may ask it."""
