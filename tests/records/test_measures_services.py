"""Services and partners: INS-Q53 to INS-Q68, asked of cases driven through policy."""

from tests.records.measured import Databases, Found, answer, check, day, record
from tests.records.test_measures_court import TEAMS as COURT_TEAMS
from tests.records.test_measures_court import cases as court_cases
from tests.records.test_measures_delivery import TEAMS, after, both, order


async def test_ins_q53_waits_of_a_year(records: Databases) -> None:
    kept, missed = both(programme="bbr")
    kept.report("programme_started", "2026-07-01", programme="bbr")
    await record(records, after(kept, missed, "2027-04-01"))
    await check(
        records,
        "INS-Q53",
        TEAMS,
        Found("2027-02-28", [], ["kept", "missed"]),
        Found("2027-03-01", ["missed"], ["kept"]),
    )


async def test_ins_q56_one_in_five_ended_interventions_the_same_for_everyone(records: Databases) -> None:
    cases = {}
    for n in range(20):
        case = cases[f"case-{n}"] = order("team-1", programme="bbr")
        case.report("programme_completed", "2026-09-01", programme="bbr", finished=n % 2 == 0)
    await record(records, {**cases, "running": order("team-1", programme="bbr")})
    first = await answer(records, "INS-Q56", "2026-09-30")
    assert first.figure.base == 20 and 1 <= first.figure.numerator <= 8
    assert first.counted == (await answer(records, "INS-Q56", "2026-12-31")).counted
    assert (await answer(records, "INS-Q56", "2026-08-31")).figure.base == 0
    assert (await answer(records, "INS-Q56", "2026-09-30", since=day("2026-09-02"))).figure.base == 0
    assert (await answer(records, "INS-Q56", "2026-09-30", team="team-2")).figure.base == 0


async def test_ins_q57_contact_at_each_stage(records: Databases) -> None:
    kept, missed = both()
    kept.done("purposeful_contact", "2026-03-20")
    await record(records, after(kept, missed, "2026-04-02"))
    groups = {"contact with a purpose": "1 of 2 (50%)"}
    await check(
        records,
        "INS-Q57",
        TEAMS,
        Found("2026-03-23", [], ["kept"], 2),
        Found("2026-03-24", ["missed"], ["kept"], 1, groups),
    )


async def test_ins_q60_prepared_for_the_programme_and_held_to_it(records: Databases) -> None:
    kept, missed = both(programme="bbr")
    kept.done("programme_referral", "2026-03-05")
    await record(records, after(kept, missed, "2026-03-31"))
    groups = {"referral to the programme": "1 of 2 (50%)"}
    await check(
        records,
        "INS-Q60",
        TEAMS,
        Found("2026-03-09", [], ["kept"], 1),
        Found("2026-03-10", ["missed"], ["kept"], groups=groups),
    )


async def test_ins_q66_our_part_in_a_marac(records: Databases) -> None:
    kept, missed = both()
    for case in (kept, missed):
        case.report("marac_action", "2026-03-09", action="action-1", due_on="2026-03-16")
    kept.done("marac_action", "2026-03-12")
    await record(records, after(kept, missed, "2026-03-31"))
    groups = {"action from a MARAC": "1 of 2 (50%)"}
    for id in ("INS-Q66", "INS-Q67"):
        await check(
            records,
            id,
            TEAMS,
            Found("2026-03-13", [], ["kept"], 1),
            Found("2026-03-31", ["missed"], ["kept"], 0, groups),
        )


async def test_ins_q67_exchange_with_agencies_counts_with_it(records: Databases) -> None:
    kept, missed = both()
    for case in (kept, missed):
        case.done("police_enquiry", "2026-03-02 13:00")
    kept.done("periodic_police_enquiry", "2026-05-20")
    await record(records, after(kept, missed, "2026-05-29"))
    groups = {"police": "1 of 2 (50%)"}
    await check(
        records,
        "INS-Q67",
        TEAMS,
        Found("2026-05-25", [], ["kept"], 2),
        Found("2026-05-26", ["missed"], ["kept"], 1, groups),
    )


async def test_ins_q68_enquiries_before_and_since_the_sentence(records: Databases) -> None:
    await record(records, court_cases())
    late = ["refused", "refused", "unasked", "unasked"]
    groups = {"before the sentence: overdue": "4 of 4 (100%)", "before the sentence: done in time": "0 of 5 (0%)"}
    await check(
        records,
        "INS-Q68",
        COURT_TEAMS,
        Found("2026-02-04", [], ["ready", "ready", "refused"], 6),
        Found("2026-03-02", late, ["ready"] * 4 + ["refused"], groups=groups),
    )
    since = await answer(records, "INS-Q68", "2026-03-11")
    assert str(since.groups["since the sentence: overdue"]).endswith("(100%)")
