"""A drawn case as a line of the caseload that `throughcare adopt` takes: its start, what happened, what was done."""

from datetime import date, timedelta

from models.words import MADE_UP
from simulation import staff
from simulation.changes import tell_changes
from simulation.life import Life
from simulation.line import Line, Said
from simulation.people import children, order, partner

ASKED: Said = {"subjects": ["person"], "question": "what is known of abuse", "area": "home_force"}
POLICE_AGAIN = 80
"""Days until the police are asked again, a little before it is due."""


def told(life: Life, today: date) -> Said:
    """The line of one case."""
    line = Line(life, today)
    _tell_court(line)
    _tell_custody(line)
    _tell_supervision(line)
    tell_changes(line)
    _tell_end(line)
    team = staff.TEAMS[life.holders.team]
    said = {
        "case_id": f"{MADE_UP}{life.number:04d}",
        "crn": f"X9{life.number % 100_000:05d}",
        "team": life.holders.team,
        "spo": team.spo,
        "head_of_pdu": team.head_of_pdu,
        "profile": _profile(life),
        "opening": _opening(line),
        "facts": line.facts,
        "done": line.done,
        "decisions": line.decisions,
        "still_open": line.still_open,
        "settled_to": life.settled_on.isoformat(),
    }
    if life.custodial and life.place != "court_report":
        said["prison_number"] = f"A{life.number % 10_000:04d}ZZ"
    if life.restricted:
        said["restricted_to"] = []
    return said


def _profile(life: Life) -> Said:
    relations = ["former_partner" if life.intimate else "parent", "former_partner", "former_partner", "sibling"]
    at_risk: list[Said] = [{"ref": partner(life), "relation": relations[0]}]
    at_risk += [
        {"ref": f"victim-{life.number}-{n}", "relation": relations[min(n - 1, 3)]} for n in range(2, life.victims + 1)
    ]
    at_risk += [
        {"ref": ref, "relation": "child", "child": True, "age": 1 + (life.number * 5 + n * 3) % 16}
        for n, ref in enumerate(children(life))
    ]
    lower = {"very_high": "high", "high": "medium"}.get(life.risk, "low")
    said: Said = {
        "gender": "woman" if life.woman else "man",
        "abuse": ["intimate_partner"] if life.intimate else ["familial"],
        "rosh": {"known_adult": life.risk, "public": lower} | ({"children": lower} if life.children else {}),
        "triggers": [["alcohol"], ["alcohol", "relationship_end"], ["drugs"], ["new_relationship"]][life.number % 4],
        "people_at_risk": at_risk,
        "sara_level": {"low": "low", "medium": "medium"}.get(life.risk, "high"),
        "heterosexual_relationship": life.intimate,
        "marac": life.marac,
    }
    return said | ({"mappa_level": 1} if life.mappa and life.custodial else {})


def _opening(line: Line) -> Said:
    life, dates = line.life, line.life.dates
    if life.place == "court_report" or (life.advised and dates.asked):
        assert dates.asked is not None
        hearing = dates.sentenced.isoformat() if dates.sentenced else None
        return {"type": "court_report_requested", "occurred_at": dates.asked.isoformat(), "hearing": hearing}
    assert dates.sentenced is not None
    return {"type": "sentence_passed", "occurred_at": dates.sentenced.isoformat(), **_sentence(life)}


def _sentence(life: Life) -> Said:
    dates = life.dates
    assert dates.sentenced is not None and dates.end is not None
    length = (dates.end - dates.sentenced).days + 1
    programme: Said = {"programme": "bbr"} if life.programme and not life.custodial else {}
    markers = [
        ["assault"],
        ["coercive_control", "assault"],
        ["harassment"],
        ["criminal_damage"],
        ["non_fatal_strangulation"],
    ]
    said: Said = {"length_days": max(length, 30), "markers": markers[life.number % 5], **programme}
    if not life.custodial:
        return {"kind": life.sentence, **said}
    assert dates.release is not None
    told = {"conditional_release": dates.release.isoformat(), "licence_end": dates.end.isoformat()}
    return {"kind": "determinate", **said, "dates": told}


def _tell_court(line: Line) -> None:
    """Advice to the court: two agencies to ask, and the report before the hearing."""
    life, dates = line.life, line.life.dates
    if not (life.place == "court_report" or life.advised) or dates.asked is None:
        return
    for agency in _agencies(life):
        if life.timings[f"court_{agency}"] == "in time":
            if line.work(f"{agency}_enquiry", dates.asked + timedelta(days=1), None, "person", **ASKED):
                _answered(line, agency, dates.asked + timedelta(days=7))
        elif life.place == "court_report":
            line.open_still(f"{agency}_enquiry", "person")
    if dates.sentenced is not None:
        line.work("court_report", dates.sentenced - timedelta(days=5 + life.number % 3), staff.REPORT_WRITER)
        if life.place != "court_report":
            line.fact("sentence_passed", dates.sentenced, **_sentence(life))


def _agencies(life: Life) -> tuple[str, ...]:
    return ("police", "childrens_services") if life.children else ("police",)


def _answered(line: Line, agency: str, on: date) -> None:
    outcome = "information" if line.life.number % 3 else "nothing_known"
    line.fact(
        "enquiry_answered", on, agency=agency, about="person", outcome=outcome, area="home_force", subjects=["person"]
    )


def _tell_custody(line: Line) -> None:
    """Prison: reception, the manager there, then the handover to the community and the release."""
    life, dates, holders = line.life, line.life.dates, line.life.holders
    if not life.custodial or dates.sentenced is None or life.place == "court_report":
        return
    assert dates.release is not None
    pom = staff.PRISONS[holders.prison]
    line.fact("received_into_custody", dates.sentenced, prison=holders.prison, reason="sentence")
    line.fact("practitioner_allocated", dates.sentenced + timedelta(days=6), practitioner=pom, holder="pom")
    if life.mappa:
        line.fact("mappa_status", dates.sentenced + timedelta(days=30), category="category_2", level=1)
    if life.liaison:
        line.fact(
            "liaise_with_vlo", dates.sentenced + timedelta(days=40), contact=f"contact-{life.number}", vlo="vlo-1"
        )
    _tell_before_release(line)


def _tell_before_release(line: Line) -> None:
    life, dates, holders = line.life, line.life.dates, line.life.holders
    if life.place == "custody":
        return
    assert dates.release is not None
    if holders.practitioner is not None:
        _allocated(line, max(dates.release - timedelta(days=240), dates.sentenced or dates.release))
    begun = dates.release - timedelta(days=228)
    line.work("first_contact_and_handover", begun + timedelta(days=10))
    line.work_by(life.timings["licence_conditions"], "licence_conditions", begun, 120)
    line.work_by(
        life.timings["release_plan"], "release_plan", begun, 150,
        reference=f"release-{life.number}", **_plan(life),
    )  # fmt: skip


def _plan(life: Life) -> Said:
    return {
        "risk_management_plan": f"plan-{life.number}",
        "monitor_every_days": {"low": 112, "medium": 84, "high": 56}.get(life.risk, 28),
        "contingency_plan": f"contingency-{life.number}",
    }


def _allocated(line: Line, on: date) -> None:
    holders = line.life.holders
    tier = {"low": "tier-1", "medium": "tier-2", "high": "tier-3"}.get(line.life.risk, "tier-4")
    more: Said = {"holder": "community_practitioner", "skills_confirmed": True, "tier": tier}
    line.fact("practitioner_allocated", on, practitioner=holders.before or holders.practitioner, **more)
    if holders.changed_on is not None:
        line.fact("practitioner_allocated", holders.changed_on, practitioner=holders.practitioner, **more)


def _tell_supervision(line: Line) -> None:
    """The community: release where there is one, the order that protects, and the work of the start."""
    life, dates = line.life, line.life.dates
    since = dates.supervised
    if life.protected and dates.sentenced and dates.sentenced < line.today:
        line.fact("protective_order_made", dates.sentenced, order=order(life), kind="restraining_order",
                  protects=[partner(life)])  # fmt: skip
    if since is None:
        return
    if life.custodial:
        assert dates.end is not None
        programme: Said = {"programme": "bbr"} if life.programme else {}
        line.fact("released", since, kind="conditional", address=f"address-{life.number}-1",
                  licence_end=dates.end.isoformat(), **programme)  # fmt: skip
    elif life.holders.practitioner is not None:
        _allocated(line, since + timedelta(days=1))
    _tell_start(line, since)
    if life.programme:
        line.fact("programme_started", since + timedelta(weeks=life.programme_weeks), programme="bbr")


def _tell_start(line: Line, since: date) -> None:
    life, dates = line.life, line.life.dates
    line.work("residence", since + timedelta(days=1))
    line.work_by(life.timings["home_visit"], "home_visit", since, 8 + life.number % 6)
    for agency in _agencies(life):
        _tell_enquiry(line, agency, since)
    assessed = line.work_by(life.timings["initial_assessment"], "initial_assessment", since, 12, **_plan(life))
    if assessed:
        assert dates.end is not None
        aims = ["protect_victim", *(["safeguard_children"] if life.children else [])]
        soon = since + timedelta(days=50) if life.timings["initial_assessment"] != "in time" else since
        line.work_by(
            life.timings["sentence_plan"], "sentence_plan", soon, 18,
            sentence_plan=f"sentence-plan-{life.number}",
            ends_on=dates.end.isoformat(),
            objectives=[{"ref": f"objective-{life.number}-{n}", "aim": aim, "due_on": dates.end.isoformat()}
                        for n, aim in enumerate(aims, 1)],
        )  # fmt: skip


def _tell_enquiry(line: Line, agency: str, since: date) -> None:
    """One agency asked at the start, unless its answer to the court serves; the police then again and again."""
    life = line.life
    kind = f"{agency}_enquiry"
    timing = life.timings[kind]
    if life.advised and not life.custodial and life.timings[f"court_{agency}"] == "in time":
        asked = since
    elif line.work_by(timing, kind, since, 1, "person", **ASKED):
        asked = since + timedelta(days=1)
        _answered(line, agency, since + timedelta(days=8 if timing == "in time" else 75))
    else:
        return
    if agency != "police":
        return
    if timing != "in time":
        line.open_still("periodic_police_enquiry")
        return
    while (asked := asked + timedelta(days=POLICE_AGAIN)) < line.today:
        line.work("periodic_police_enquiry", asked, **ASKED)


def _tell_end(line: Line) -> None:
    life, dates = line.life, line.life.dates
    if life.place == "post_sentence" and dates.licence_ended and dates.end:
        line.fact("supervision_ended", dates.licence_ended, what="licence",
                  followed_by_post_sentence_supervision=True, supervision_end=dates.end.isoformat())  # fmt: skip
    if life.place == "closed" and dates.end:
        line.fact("supervision_ended", dates.end, what="licence" if life.custodial else "order")
