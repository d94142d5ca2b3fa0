"""What holds after every message, read from the case as plain data: the rules of policy itself have no part here."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from policy.defaults import KEEP_CLOSED_DUTIES_DAYS, ROTL_CHECKED_AS_HDC

State = dict[str, Any]


def lost(before: State, after: State, now: datetime) -> Iterator[str]:
    """Each duty that was there before and is now neither open, nor ended for a reason, nor long past."""
    duties = after.get("duties", {})
    for id_, duty in before.get("duties", {}).items():
        later = duties.get(id_)
        was = f"{id_} ({duty['kind']})"
        if later is None and duty["state"] == "open":
            yield f"{was} was open and is gone"
        elif later is None and datetime.fromisoformat(duty["closed"]["at"]) > now - _KEPT:
            yield f"{was} is forgotten too soon"
        elif later is not None and duty["state"] != "open" and later["state"] != duty["state"]:
            yield f"{was} was {duty['state']} and is now {later['state']}"
        elif later is not None and later["state"] != "open":
            yield from _without_a_reason(was, later)


_KEPT = timedelta(days=KEEP_CLOSED_DUTIES_DAYS)


def _without_a_reason(which: str, duty: State) -> Iterator[str]:
    closed = duty.get("closed") or {}
    evidence = closed.get("evidence") or closed.get("by")  # a form may need nothing but who did the work
    if not (closed.get("reason") or (duty["state"] == "done" and evidence)):
        yield f"{which} is {duty['state']} without evidence or reason"


def left_open(before: State, message: State) -> Iterator[str]:
    """Each thing a hard guard asks for that did not hold when the request was allowed."""
    if message["kind"] == "asked":
        asked = message["request"]
        for words, holds in _asked_for(before, asked):
            if not holds:
                yield f"{asked['type']} was allowed, and this did not hold: {words}"


def _asked_for(case: State, asked: State) -> Iterator[tuple[str, bool]]:
    match asked["type"]:
        case "propose_curfew":
            yield from _curfew(case, asked)
        case "approve_hdc_address":
            yield from _address(case, case.get("hdc", {}).get(asked["address"], {}), asked["address"])
        case "approve_rotl_address" if ROTL_CHECKED_AS_HDC:
            yield from _address(case, case.get("rotl", {}).get(asked["address"], {}), asked["address"])
        case "clear_number":
            yield from _number(case, asked["number"])
        case "allow_child_contact":
            yield from _child(case, asked["child"], asked["contact"])
        case "drop_condition":
            condition = case.get("conditions", {}).get(asked["condition"], {})
            yield "the condition may be left out (GU-22)", condition.get("must_go_forward") is False
            yield "it is not that on new relationships", asked["condition"] != "condition-6b"
        case "call_release_ready":
            waiting = [c for c in case.get("conditions", {}).values() if c["state"] == "requested"]
            yield "every condition asked for is put forward (GU-22)", not [c for c in waiting if c["must_go_forward"]]
            planning = {"release_plan", "release_address_check", "licence_conditions"}
            yield "the planning is done", not [d for d in _open(case) if d["kind"] in planning]
        case "close_case":
            yield "supervision has ended", case["stage"] == "closed"
            yield "each open duty has a reason", all(asked.get("reasons", {}).get(d["id"]) for d in _open(case))


def _open(case: State) -> list[State]:
    return [duty for duty in case.get("duties", {}).values() if duty["state"] == "open"]


def _curfew(case: State, asked: State) -> Iterator[tuple[str, bool]]:
    address = asked["address"]
    checked = case.get("curfews", {}).get(address, {})
    yield "the case is at the court report", case["stage"] == "court_report"
    for agency in ("police", "childrens_services"):
        yield f"the {agency} answered about it (GU-01)", _reply(case, agency, address) in {"answered", "reviewed"}
    lives = {asked.get("would_live_with_victim"), checked.get("would_live_with_victim")} - {None}
    yield "the person would not live with a victim there (GU-02)", lives == {False}
    abuser = {asked.get("confined_with_abuser"), checked.get("confined_with_abuser")} - {None}
    yield "the person would not be confined with an abuser (GU-03)", abuser == {False}
    yield "it is no address known to be unsafe (GU-03)", address not in case.get("unsafe_addresses", [])
    spoken = asked.get("occupier_spoken_to") or checked.get("occupier_spoken_to")
    yield "the occupier was spoken to (PF-6.7b)", bool(spoken)
    suitable = {asked.get("address_suitable"), checked.get("address_suitable")} - {None}
    yield "the address is suitable (PF-6.7c)", suitable == {True}
    yield "the checks did not rule it out (PF-6.7d)", not checked.get("ruled_out")


def _address(case: State, found: State, address: str) -> Iterator[tuple[str, bool]]:
    yield "the person is in custody", case["stage"] == "custody"
    yield "the occupier consents (GU-04)", found.get("occupier_consented") is True
    for agency in ("police", "childrens_services"):
        yield f"the {agency} reply is in and read (GU-05)", _reply(case, agency, address) == "reviewed"
    yield "nobody there is at risk (GU-06)", found.get("risk_to_others") is False
    yield "it waits to be approved (DE-13)", found.get("state") == "proposed"


def _reply(case: State, agency: str, about: str) -> str | None:
    asked = [e for e in case.get("enquiries", {}).values() if (e["agency"], e["about"]) == (agency, about)]
    return str(asked[0]["state"]) if asked else None


def _number(case: State, number: str) -> Iterator[tuple[str, bool]]:
    custody = case["custody"]
    yield "the person is in prison (PF-7.5d)", _in_prison(case)
    if not custody["child_contact_restricted"]:
        return
    yield "the number was checked and cleared (GU-14)", custody.get("numbers", {}).get(number) is True
    reaches = custody.get("number_reaches", {}).get(number)
    if reaches is not None:
        yield "the child it reaches may be called (GU-15)", _may(case, reaches, "calls")


def _child(case: State, child: str, contact: str) -> Iterator[tuple[str, bool]]:
    yield "the person is in prison (PF-7.5e)", _in_prison(case)
    assessed = [d for d in _open(case) if (d["kind"], d.get("subject")) == ("prison_child_contact", child)]
    yield "no assessment of this child is open (GU-15)", not assessed
    decided = child in case["custody"].get("child_contact", {})
    if case["custody"]["child_contact_restricted"] or decided:
        yield "that contact was decided on (GU-15)", _may(case, child, contact)


def _may(case: State, child: str, contact: str) -> bool:
    return case["custody"].get("child_contact", {}).get(child) in {contact, "full"}


def _in_prison(case: State) -> bool:
    remand = case["stage"] == "court_report" and "prison" in case["custody"]
    return case["stage"] == "custody" or remand or "held_since" in case["custody"]
