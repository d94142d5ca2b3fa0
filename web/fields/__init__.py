"""Fields of a form: made from a model's schema, read back into JSON, shown with what was typed and what is wrong."""
