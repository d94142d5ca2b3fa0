"""The victim side: one victim under the Victim Contact Scheme, kept apart from every case (PF-17.6a, AM-51)."""
