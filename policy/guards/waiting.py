"""Safeguarding does not wait for a MARAC to meet: section 15.13 (GU-20). With a reason it may: the text says should."""

import re
from collections.abc import Iterable

from models.forms.form import Form, Protective
from policy.rules import Missing

_WAITS = re.compile(
    r"\b(pending|await\w*|wait(s|ing)? (for|until)|until after|subject to|on hold (for|until))\b[^.;]{0,40}\bmarac\b"
    r"|\bmarac\b[^.;]{0,40}\b(first|pending|awaited)\b",
    re.IGNORECASE,
)


def waits_for_marac(form: Form) -> Iterable[Missing]:
    """Each answer that puts protective action off until a MARAC has met, where no reason is given for it."""
    if not isinstance(form, Protective) or form.marac_wait_reason is not None:
        return
    for name in type(form).model_fields:
        said = getattr(form, name)
        if isinstance(said, str) and _WAITS.search(said):
            words = f"{name} waits for a MARAC: act now, or say in marac_wait_reason why it cannot be done yet (GU-20)"
            yield Missing(name, "PF-15.13a", words)
