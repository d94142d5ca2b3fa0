"""What can be wrong with a key. No text shows anything of a key or of what it sealed."""


class KeyProblem(Exception):
    """A key is missing, unreadable, open to others, or not the right one; the text says what to do."""


class KeysAway(KeyProblem):
    """The records, which hold the cases' keys, do not answer. The same again, once they do, is safe."""

    def __init__(self) -> None:
        super().__init__("the records, which hold the keys of the cases, cannot be reached: try again in a moment")


class Unreadable(KeyProblem):
    """Something sealed that cannot be opened here: its key is unknown, or it was changed. Others can be."""


class Shredded(Unreadable):
    """What was sealed cannot be read any more: its key was destroyed when its time to be kept was over."""

    def __init__(self) -> None:
        super().__init__("what was kept of this case was destroyed when its time was over, and can be read no more")
