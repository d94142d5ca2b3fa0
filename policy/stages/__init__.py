"""The stages of a sentence: how it passes from one to the next, and what each asks for on entry."""
