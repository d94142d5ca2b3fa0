"""What each kind of event asks for: one module a part of the framework, to be read beside it."""
