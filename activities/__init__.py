"""What touches the world: every activity of the workflows."""
