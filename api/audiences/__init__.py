"""What each kind of reader sees of a case: one model for each, made by taking over what it may have."""
