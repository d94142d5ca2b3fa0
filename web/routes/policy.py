"""The policy's clauses: all of them, and one."""

from starlette.responses import Response
from starlette.routing import Route

from api.routes.policy import Clauses, ClauseShown
from web.asking import segment
from web.views.words import plain
from web.visit import Visit, signed_in

_TABLES = {
    "PF": "Obligations", "EV": "Events", "GU": "Guards", "DE": "Decisions", "TI": "Timings", "ST": "Storage",
    "IN": "Interventions",
}  # fmt: skip


async def clauses(visit: Visit) -> Response:
    """Every clause of one table, by section."""
    table = visit.request.query_params.get("table", "PF")
    found = await visit.ask.get(Clauses, "/v1/policy/clauses", table=table)
    sections: dict[str, list[ClauseShown]] = {}
    for one in found.items:
        sections.setdefault(one.section, []).append(one)
    return visit.page("clauses.html", "Policy clauses", sections=sections, tables=_TABLES, table=table)


async def clause(visit: Visit) -> Response:
    """One clause: what it asks, of whom, by when, and whose interval that is."""
    found = await visit.ask.get(ClauseShown, f"/v1/policy/clauses/{segment(visit.request.path_params['clause'])}")
    rows = {
        "Section": found.section,
        "Strength": plain(found.strength),
        "Who": found.who,
        "When": found.when,
        "Phase": found.phase,
        "Timing in the framework": found.timing_in_the_text or "None given",
        "Timing here": found.timing_here or "None of its own",
        "Counts as done": found.counts_as_done,
        "Built": "Yes" if found.built else "No" if found.in_scope else "Not a duty on a case",
    }
    return visit.page("clause.html", f"Clause {found.id}", clause=found, rows=rows)


ROUTES = [Route("/policy", signed_in(clauses)), Route("/policy/{clause:str}", signed_in(clause))]
