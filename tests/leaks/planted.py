"""The words that are planted, and finding them again however they are written."""

from urllib.parse import unquote_plus

CRN, PRISON_NUMBER = "X987123", "A9871BC"
NAME = "Wilhelmina Featherstonehaugh"
ADDRESS = "14 Quillfeather Crescent, Brightlingsea"
SAID = f"{NAME}, {CRN}, lives at {ADDRESS}"
SENT = "Featherstonehaugh-of-Quillfeather"
"""What is sent where only a reference may stand: in paths, queries and headers."""

VICTIMS_WORDS = "he waits outside the Zephyrhaven shelter every Tuesday"
VICTIM = "victim-zephyrhaven"

OF_THE_CASE = ("featherstonehaugh", "quillfeather", "brightlingsea", CRN.lower(), PRISON_NUMBER.lower())
OF_THE_VICTIM = ("zephyrhaven",)
EVERYTHING = OF_THE_CASE + OF_THE_VICTIM


def found(text: str | bytes, words: tuple[str, ...] = EVERYTHING) -> list[str]:
    """The planted words in a text, in whatever case, and as addresses write them."""
    said = text.decode("utf-8", errors="replace") if isinstance(text, bytes) else text
    plain = said.lower()
    return [word for word in words if word in plain or word in unquote_plus(plain)]
