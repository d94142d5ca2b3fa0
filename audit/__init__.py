"""The audit trail: who saw and did what, each entry chained to the one before, with signed checkpoints."""
