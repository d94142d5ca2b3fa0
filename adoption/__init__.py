"""Taking over a caseload in mid-life, with its past."""
