"""What can be seen of the running system: traces, metrics and logs without personal data."""
