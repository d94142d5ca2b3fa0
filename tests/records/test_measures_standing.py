"""Standing expectations are counted over the open cases, and never a task."""

from policy.standings import STANDING
from records.measures.standing import expectations
from tests.policy.driving import order_made, settled_order
from tests.records.measured import Databases, allocate, record


async def test_each_expectation_is_counted_by_what_the_cases_show(records: Databases) -> None:
    kept, missed = allocate(settled_order(), "team-2", "2026-03-05"), allocate(order_made(), "team-1", "2026-03-05")
    closed = settled_order()
    closed.report("supervision_ended", "2026-03-06", what="order")
    reasons = {d.id: "the order has ended" for d in closed.case.open_duties}
    closed.ask("close_case", "2026-03-06 12:00", "spo", reasons=reasons)
    missed.strike("2026-03-31")
    await record(records, {"kept": kept, "missed": missed, "closed": closed})
    for engine in records.engines:
        found = {e.name: e for e in await expectations(engine)}
        assert set(found) == set(STANDING)
        searching, bias = found["looks_for_signs"], found["reflects_on_bias"]
        assert (searching.applies, searching.met, searching.falls_short) == (2, 1, ["missed"])
        assert (bias.applies, bias.met, bias.not_shown, bias.falls_short) == (2, 0, 2, [])
        assert found["keyworker_reads_records"].applies == 0
        by_team = {e.name: e for e in await expectations(engine, "team-2")}
        assert (by_team["looks_for_signs"].applies, by_team["looks_for_signs"].falls_short) == (1, [])
