"""Ages that the framework draws lines at, in years."""

CHILD_UNDER = 18
"""A child is under 18 (sections 2.1, 7.3 and 9.4)."""

DOMESTIC_ABUSE_FROM = 16
"""Abuse is domestic abuse where both are 16 or over; a homicide review looks at a death from that age (2.1, 19.1)."""

CHILD_ABUSE_UNDER = 16
"""Abuse of someone under 16 is child abuse, and kept distinct from domestic abuse (section 18.7)."""
