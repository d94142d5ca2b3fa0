"""Notices reach people: in their inbox, in one digest a working morning, and at once when the matter is grave."""
