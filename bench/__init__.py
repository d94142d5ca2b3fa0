"""Benchmarks: our case workflow against the floor that Temporal itself sets, in one run, alternating."""
