"""The people around a made-up case, by reference. Nobody has a name."""

from simulation.life import Life


def partner(life: Life) -> str:
    """Who was abused first, by reference."""
    return f"partner-{life.number}-1" if life.intimate else f"relative-{life.number}-1"


def children(life: Life) -> list[str]:
    """The children around the person, by reference."""
    return [f"child-{life.number}-{n}" for n in range(1, life.children + 1)]


def order(life: Life) -> str:
    """The order that protects."""
    return f"order-{life.number}"
