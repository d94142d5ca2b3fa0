"""The pages of victim liaison officers: an area of its own, on the victim side's own client and records."""
