"""Things on a case that a field may name, offered as choices from that case."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from api.audiences.cases import CaseForColleague, CaseForPractitioner, CaseForVictimSafety
from web.fields.field import Field, Option
from web.views.words import plain, role

_Offers = Callable[[CaseForColleague], list[Option]]


def with_choices(fields: Sequence[Field], case: CaseForColleague | None) -> list[Field]:
    """The fields, each with what the case has for it. Who may not see the case is offered nothing."""
    return [_with(one, case) for one in fields] if case is not None else list(fields)


def _with(one: Field, case: CaseForColleague) -> Field:
    offers = _OFFERED.get(one.leaf)
    if offers is None or one.options or one.kind not in {"reference", "references", "reasons"}:
        return one
    return replace(one, options=tuple({o.value: o for o in offers(case)}.values()))


def _people(case: CaseForColleague) -> list[Option]:
    return [*_partners(case), *_others(case)]


def _partners(case: CaseForColleague) -> list[Option]:
    if not isinstance(case, CaseForVictimSafety):
        return []
    said = {True: "partner", False: "former partner"}
    return [_option(one.ref, said[one.until is None]) for one in case.partners.values()]


def _others(case: CaseForColleague, *, children_only: bool = False) -> list[Option]:
    if not isinstance(case, CaseForVictimSafety):
        return []
    found = [one for one in case.people_at_risk.values() if one.child or not children_only]
    return [_option(one.ref, plain(one.relation)) for one in found if one.ref not in case.partners]


def _children(case: CaseForColleague) -> list[Option]:
    if not isinstance(case, CaseForVictimSafety):
        return []
    theirs = [_option(ref, f"child of {one.ref}") for one in case.partners.values() for ref in one.children]
    return [*_others(case, children_only=True), *theirs]


def _orders(case: CaseForColleague) -> list[Option]:
    if not isinstance(case, CaseForVictimSafety):
        return []
    return [_option(one.ref, f"{plain(one.kind)}, {plain(one.state)}") for one in case.orders.values()]


def _conditions(case: CaseForColleague) -> list[Option]:
    if not isinstance(case, CaseForVictimSafety):
        return []
    return [_option(one.ref, plain(one.kind)) for one in case.conditions.values()]


def _addresses(case: CaseForColleague) -> list[Option]:
    if not isinstance(case, CaseForPractitioner):
        return []
    refs = {
        **dict.fromkeys(case.curfews, "curfew"),
        **dict.fromkeys(case.rotl, "ROTL"),
        **dict.fromkeys(case.hdc, "HDC"),
    }
    return [_option(ref, words) for ref, words in refs.items()]


def _objectives(case: CaseForColleague) -> list[Option]:
    if not isinstance(case, CaseForPractitioner) or case.sentence_plan is None:
        return []
    return [_option(one.ref, plain(one.aim)) for one in case.sentence_plan.objectives.values()]


def _staff(case: CaseForColleague) -> list[Option]:
    return [_option(staff, role(name)) for name, staff in case.practitioners.items()]


def _open_work(case: CaseForColleague) -> list[Option]:
    return [_option(one.id, one.title) for one in case.duties if one.state == "open"]


def _option(value: str, words: str) -> Option:
    return Option(value, f"{value} ({words})", value)


_OFFERED: dict[str, _Offers] = {
    **dict.fromkeys(("partner", "told_to", "also"), _partners),
    **dict.fromkeys(
        (
            "victim", "person", "about", "subject", "shared_with", "protects", "people_at_risk", "people_safeguarded",
        ),
        _people,
    ),
    **dict.fromkeys(("child", "children", "reaches_child"), _children),
    **dict.fromkeys(("order", "mirrors_order", "orders_without_condition", "measures_found"), _orders),
    "condition": _conditions,
    "address": _addresses,
    "objective": _objectives,
    **dict.fromkeys(
        (
            "practitioner", "spo", "manager_discussed_with", "agreed_with", "met_with", "accepted_from",
            "discussed_with", "manager_told", "endorsed_by", "confirmed_by", "acknowledged_by",
        ),
        _staff,
    ),
    "reasons": _open_work,
}  # fmt: skip
"""What is offered for a field of this name."""
