"""Events of other systems: read leniently, kept as they came, mapped to ours, or set aside for a person to look at."""
