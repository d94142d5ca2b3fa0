"""What Temporal keeps of a case is sealed: one key a case, each wrapped by a master key."""
