"""How fast a caseload adopts on the embedded server: ``python -m bench.adoption CASES`` (1,000 unless said).

Each case is two and a half years old, with 7 facts and 36 pieces of work done: a file is written and adopted as
``throughcare adopt`` does, with one worker in this process and the records in a file.
"""

import json
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic, process_time
from typing import Any

import exits
from adoption.adopting import Restrict, Result, adopt_all, restricting_in, said_in
from adoption.journal import Journal
from attributes import register_search_attributes
from client import CaseClient
from collecting import collect_less_often
from records.engine import engine_for
from records.upgrade import upgrade
from servers import dev_server
from worker import case_worker

CONTACTS = 34


def a_case(number: int) -> dict[str, Any]:
    """A case in mid-life, a community order or a licence, up to date with its work."""
    began = date.today() - timedelta(days=900 + number % 90)  # noqa: DTZ011 - a caseload is of today

    def on(days: int) -> str:
        return (began + timedelta(days=days)).isoformat()

    facts = [
        {"type": "practitioner_allocated", "occurred_at": on(1), "practitioner": f"com-{number % 400}",
         "holder": "community_practitioner", "skills_confirmed": True, "tier": "tier-2"},
        {"type": "protective_order_made", "occurred_at": on(2), "order": "order-1", "kind": "restraining_order",
         "protects": ["partner-1"]},
        *({"type": "enquiry_answered", "occurred_at": on(9), "agency": agency, "about": "person",
           "outcome": "nothing_known", "area": "national"} for agency in ("police", "childrens_services")),
        {"type": "address_changed", "occurred_at": on(300), "address": "address-2"},
        {"type": "rosh_changed", "occurred_at": on(500), "level": "medium", "justification": "a year without incident"},
        {"type": "programme_started", "occurred_at": on(120), "programme": "bbr"},
    ]  # fmt: skip
    plan = {"risk_management_plan": "plan-1", "monitor_every_days": 84, "contingency_plan": "contingency-1"}
    done = [{"work": "initial_assessment", "at": on(14), "evidence": plan}, {"work": "home_visit", "at": on(12)}]
    done += [{"work": "purposeful_contact", "at": on(20 + 21 * n), "by": "com-1"} for n in range(CONTACTS)]
    opening = {"type": "sentence_passed", "occurred_at": on(0), "kind": "community_order", "length_days": 1460}
    settled = (datetime.now(UTC) - timedelta(days=30)).date().isoformat()
    return {"case_id": f"adopted-{number}", "team": f"team-{number % 40}", "spo": f"spo-{number % 40}",
            "opening": opening, "facts": facts, "done": done, "settled_to": settled}  # fmt: skip


async def measure(cases: int) -> None:
    """Adopt so many cases and say how fast."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "caseload.jsonl"
        file.write_text("".join(json.dumps(a_case(n)) + "\n" for n in range(cases)), encoding="utf-8")
        url = f"sqlite+aiosqlite:///{folder}/records.db"
        await upgrade(url)
        engine = engine_for(url)
        collect_less_often()
        async with dev_server(Path(folder) / "temporal.db") as server:
            await register_search_attributes(server.client)
            async with case_worker(server.client, engine):
                await _adopt(CaseClient(server.client), file, Path(folder), cases, restricting_in(lambda: engine))
        await engine.dispose()


async def _adopt(client: CaseClient, file: Path, folder: Path, cases: int, restrict: Restrict) -> None:
    results: list[Result] = []
    moments: list[float] = []

    def tell(result: Result) -> None:
        results.append(result)
        moments.append(monotonic())
        if len(results) % 500 == 0:
            print(f"{len(results)} of {cases}, {len(results) / (monotonic() - began):.1f} a second", flush=True)

    began, spent = monotonic(), process_time()
    await adopt_all(client, said_in(file, None), Journal(folder / "adopted.jsonl"), tell, restrict)
    seconds, spent = monotonic() - began, process_time() - spent
    adopted = [r for r in results if r.receipt is not None]
    unused = sum(len(r.problems) for r in results)
    print(f"{len(adopted)} of {cases} cases adopted in {seconds:.0f} s: {len(adopted) / seconds:.1f} a second; "
          f"{spent / seconds:.2f} processors; {unused} things not used")  # fmt: skip
    began = monotonic()
    again: list[Result] = []
    await adopt_all(client, said_in(file, None), Journal(folder / "adopted.jsonl"), again.append, restrict)
    print(f"the same file again: {sum(r.already for r in again)} were here already, {monotonic() - began:.1f} s")


def main() -> int:
    """Run it."""

    async def run() -> int:
        await measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
        return 0

    return exits.run(run)


if __name__ == "__main__":
    sys.exit(main())
