"""Our own domain events, told to systems that asked for them."""
