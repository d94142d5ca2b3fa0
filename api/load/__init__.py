"""What happens when more is asked than can be served: who has to wait, who is refused, and what goes first."""
