"""The vocabulary: what a case is made of, as typed models."""
