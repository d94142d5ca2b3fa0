"""What section 17 asks of the victim liaison officer, kept apart from the policy of cases. Pure."""
