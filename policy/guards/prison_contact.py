"""A prisoner's contact with children, and the numbers on the phone account: section 7.5 (GU-14, GU-15)."""

from collections.abc import Iterable, Iterator

from models.case import Case
from models.requests import AllowChildContact, ClearNumber
from policy.refusal import Refusal
from policy.responses.children_in_custody import PRISON_CHILD_CONTACT


def refuses_number(case: Case, asked: ClearNumber) -> Iterable[Refusal]:
    """Every reason why the number may not go on the account; empty when it may."""
    if not case.in_prison:
        yield Refusal("the person is not in prison: there is no phone account", "PF-7.5d", "stage")
        return
    custody = case.custody
    if not custody.child_contact_restricted:
        return
    cleared = custody.numbers.get(asked.number)
    if cleared is None:
        yield Refusal("the number has not been checked: it goes on no account before (GU-14)", "PF-7.5d", "number")
    elif not cleared:
        yield Refusal("the check did not clear the number (GU-14)", "PF-7.5d", "number")
    child = custody.number_reaches.get(asked.number)
    if child is not None:
        yield from _held_from(case, child, "calls", "number")


def refuses_contact(case: Case, asked: AllowChildContact) -> Iterable[Refusal]:
    """Every reason why the child may not be in contact in this way; empty when they may."""
    if not case.in_prison:
        yield Refusal("the person is not in prison", "PF-7.5e", "stage")
        return
    being_assessed = case.open_duty(PRISON_CHILD_CONTACT.kind, asked.child) is not None
    decided = asked.child in case.custody.child_contact
    if case.custody.child_contact_restricted or being_assessed or decided:
        yield from _held_from(case, asked.child, asked.contact, "contact")


def _held_from(case: Case, child: str, contact: str, field: str) -> Iterator[Refusal]:
    level = case.custody.child_contact.get(child)
    if level is None or case.open_duty(PRISON_CHILD_CONTACT.kind, child) is not None:
        yield Refusal("no decision on contact with this child has been made (GU-15)", "PF-7.5e", field)
    elif level not in {contact, "full"}:
        said = level.replace("_", " ")
        yield Refusal(f"the decision on this child allows {said}, not {contact.replace('_', ' ')} (GU-15)",
                      "PF-7.5e", field)  # fmt: skip
