"""The law, as data and pure functions: no clock, no input or output, no Temporal."""
