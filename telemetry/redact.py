"""Masking what identifies a person in a text that nobody wrote with care. The last net, not the first.

The first is that only named fields are logged at all. What looks like one of these is masked wherever it stands.
"""

import re

MASKED = "[masked]"

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_PATTERNS = (
    r"[^\s@<>\"'=]+@[^\s@<>\"']+",  # an e-mail address; a user and password in a URL too
    r"(?<![a-z0-9])[a-z][0-9]{6}(?![a-z0-9])",  # a CRN
    r"(?<![a-z0-9])[a-z][0-9]{4}[a-z]{2}(?![a-z0-9])",  # a prison number
    r"(?<![a-z0-9])[0-9]{2,4}/[0-9]{4,7}[a-z](?![a-z0-9])",  # a PNC id
    r"(?<![a-z0-9])[a-z]{2}[\s-]?(?:[0-9]{2}[\s-]?){3}[a-d](?![a-z0-9])",  # a National Insurance number
    r"(?<![\w.-])(?:\+44|0044|0)(?:[\s().-]{0,3}[0-9]){9,11}(?![0-9])",  # a telephone number of the United Kingdom
    r"(?<![\w.-])\+[0-9]{1,3}(?:[\s().-]{0,3}[0-9]){7,12}(?![0-9])",  # and of anywhere else
    r"(?<![a-z0-9])[a-z]{1,2}[0-9][a-z0-9]?\s{0,3}[0-9][a-z]{2}(?![a-z0-9])",  # a postcode
    r"(?<![0-9])[0-3]?[0-9][/.-][01]?[0-9][/.-](?:[0-9]{4}|[0-9]{2})(?![0-9])",  # 16/03/1980
    rf"(?<![0-9])[0-3]?[0-9](?:st|nd|rd|th)?\s+{_MONTH}\s+[0-9]{{4}}(?![0-9])",  # 16 March 1980
    rf"(?<![a-z]){_MONTH}\s+[0-3]?[0-9](?:st|nd|rd|th)?,?\s+[0-9]{{4}}(?![0-9])",  # March 16, 1980
    r"(?<![0-9])(?:19[0-9]{2}|200[0-9]|201[0-5])-?[01][0-9]-?[0-3][0-9](?![0-9])",  # 1980-03-16: old enough for a birth
)
_ANY = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)


def masked(text: str) -> str:
    """The text without what looks like a CRN, prison, PNC or National Insurance number, an e-mail address, a telephone
    number, a postcode or a date of birth.
    """
    return _ANY.sub(MASKED, text)
