"""What a message may weigh: more is refused politely, never worked through (project defaults)."""

MAX_BYTES = 1_048_576
"""The largest message taken in, in bytes: what SQS itself allows."""

MAX_FILE_BYTES = 256 * 1_048_576
"""The largest file of many messages."""

MAX_DEPTH = 32
"""How deep objects and lists may lie within one another; a real event needs six levels."""

MAX_TOGETHER = 1000
"""How many messages one request may carry as an array or as lines."""
