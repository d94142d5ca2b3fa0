"""The ways out: GOV.UK Notify and a mail server."""
