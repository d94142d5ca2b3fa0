"""What must not happen: requests that a clause refuses."""
