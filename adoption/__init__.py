"""Taking over a caseload from another system: reading its files, and adopting case after case."""
