"""Disclosure and those who speak for victims: INS-Q36, Q37, Q39, Q61 to Q64, asked of cases driven through policy."""

from tests.policy.driving import Driven, order_made, settled_order
from tests.records.measured import Databases, Found, allocate, answer, check, record
from tests.records.test_measures_delivery import TEAMS, after, both


def settled() -> tuple[Driven, Driven]:
    """Two community orders of 2 March whose first work is done."""
    return allocate(settled_order(), "team-2", "2026-03-05"), allocate(settled_order(), "team-1", "2026-03-05")


def met() -> dict[str, Driven]:
    """A new relationship in each: disclosure is decided on in one, and in the other only for somebody else."""
    kept, missed = settled()
    for case in (kept, missed):
        case.report("new_relationship", "2026-03-16", partner="partner-1")
    missed.report("new_relationship", "2026-03-16 11:00", partner="partner-2")
    kept.decided("disclosure", "do_not_disclose", "2026-03-17", subject="partner-1", rationale="police: she knows",
                 manager_discussed_with="spo-1", privacy_outweighed=False)  # fmt: skip
    return after(kept, missed, "2026-03-31")


async def test_ins_q36_disclosure_decided_on_for_each_new_relationship(records: Databases) -> None:
    await record(records, met())
    groups = {"do not disclose": "0 of 1 (0%)", "not decided": "2 of 2 (100%)"}
    await check(
        records,
        "INS-Q36",
        TEAMS,
        Found("2026-03-15"),
        Found("2026-03-18", [], ["kept"], 2),
        Found("2026-03-19", ["missed", "missed"], ["kept"], groups=groups),
    )


async def test_ins_q64_what_was_decided_on_disclosure(records: Databases) -> None:
    await record(records, met())
    groups = {"do not disclose": "0 of 1 (0%)", "not decided": "2 of 2 (100%)"}
    await check(
        records,
        "INS-Q64",
        TEAMS,
        Found("2026-03-16 09:00"),
        Found("2026-03-31", ["missed", "missed"], ["kept"], groups=groups),
    )


async def test_no_answer_says_whom_it_is_about(records: Databases) -> None:
    await record(records, met())
    for id in ("INS-Q09", "INS-Q14", "INS-Q36", "INS-Q02"):
        assert "partner-" not in (await answer(records, id, "2026-03-31")).model_dump_json()


async def test_ins_q37_the_daso_referred_to_and_spoken_with(records: Databases) -> None:
    kept, missed = both(programme="bbr")
    kept.done("daso_referral", "2026-03-10")
    kept.done("daso_contact", "2026-03-20")
    await record(records, after(kept, missed, "2026-04-20"))
    groups = {"referral: overdue": "1 of 1 (100%)", "contact: overdue": "1 of 1 (100%)"}
    await check(
        records,
        "INS-Q37",
        TEAMS,
        Found("2026-03-17", [], ["kept"], 2),
        Found("2026-03-18", ["missed"], ["kept"], 1),
        Found("2026-04-18", ["missed", "kept"], ["kept", "kept"], 0, groups),
    )


def with_vlo() -> dict[str, Driven]:
    """A victim liaison officer in each; the practitioner is in contact in one."""
    kept, missed = settled()
    for case in (kept, missed):
        case.report("liaise_with_vlo", "2026-03-09", contact="contact-1", vlo="vlo-1")
    kept.done("vlo_contact", "2026-03-10")
    return after(kept, missed, "2026-03-31")


async def test_ins_q39_contact_with_the_victim_liaison_officer(records: Databases) -> None:
    await record(records, with_vlo())
    await check(
        records,
        "INS-Q39",
        TEAMS,
        Found("2026-03-16", [], ["kept"], 2),
        Found("2026-03-17", ["missed"], ["kept"], 1),
    )


async def test_ins_q61_exchange_by_phase(records: Databases) -> None:
    await record(records, with_vlo())
    groups = {"VLO, community order": "1 of 2 (50%)"}
    await check(
        records, "INS-Q61", TEAMS, Found("2026-03-08"), Found("2026-03-31", ["missed"], ["kept"], 1, groups=groups)
    )


async def test_ins_q62_how_soon_somebody_is_protected(records: Databases) -> None:
    kept, missed = order_made(), order_made()
    allocate(kept, "team-2", "2026-03-02 12:00")
    allocate(missed, "team-1", "2026-03-02 12:00")
    kept.done("residence", "2026-03-03 09:00")
    await record(records, after(kept, missed, "2026-03-31"))
    groups = {"within 24 hours": "0 of 1 (0%)", "overdue": "1 of 1 (100%)"}
    await check(
        records,
        "INS-Q62",
        TEAMS,
        Found("2026-03-03 12:00", [], ["kept"], 1),
        Found("2026-03-31", ["missed"], ["kept"], groups=groups),
    )


async def test_ins_q63_orders_checked_and_breaches_acted_on(records: Databases) -> None:
    kept, missed = settled()
    for case in (kept, missed):
        case.report("protective_order_made", "2026-03-06", order="order-1", protects=["victim-1"])
        case.report("order_breached", "2026-03-16", order="order-1")
    kept.done("escalation", "2026-03-17")
    kept.done("order_check", "2026-03-20")
    await record(records, after(kept, missed, "2026-04-10"))
    groups = {
        "action after a breach: done in time": "0 of 1 (0%)",
        "action after a breach: overdue": "1 of 1 (100%)",
        "check: checked before": "0 of 1 (0%)",
        "check: never checked": "1 of 1 (100%)",
    }
    await check(
        records,
        "INS-Q63",
        TEAMS,
        Found("2026-03-15", [], ["kept", "missed"]),
        Found("2026-03-31", ["missed"], ["kept", "kept", "missed"]),
        Found("2026-04-10", ["missed", "missed"], ["kept", "kept"], groups=groups),
    )
