"""Items of work owed: overdue, not yet due, done in time or late. What was waived or overtaken is not in the base."""

from collections.abc import Callable, Iterable

from records.measures.facts import releases, risk_rank
from records.measures.known import Known, Work
from records.measures.measure import Find, Item, Order

Group = Callable[[Work], str]


def standing_of(work: Work) -> str:
    """Where a piece of work stands by its day."""
    if work.done:
        return "done late" if work.late else "done in time"
    return "overdue" if work.overdue else "not yet due"


def item(work: Work, group: str | None = None, rank: int = 0) -> Item:
    """A piece of work as an item: it counts while it is overdue."""
    return Item(
        case_id=work.case_id,
        counts=work.overdue,
        on=work.opened_on,
        group=standing_of(work) if group is None else group,
        pending=work.is_open and not work.overdue,
        rank=rank,
        since=work.due,
    )


def items(works: Iterable[Work], group: Group | None = None, rank: dict[str, int] | None = None) -> list[Item]:
    """Each piece of work that is owed or was done."""
    ranks = rank or {}
    return [item(w, group(w) if group else None, ranks.get(w.case_id, 0)) for w in works if w.owed]


def overdue(*kinds: str, group: Group | None = None, order: Order = Order.AGE) -> Find:
    """Work of some kinds that is overdue, of the work that is due or was done."""

    async def find(known: Known) -> list[Item]:
        return items(await known.work(*kinds), group, await ranks(known, order))

    return find


async def ranks(known: Known, order: Order) -> dict[str, int]:
    """What the cases are sorted by before age."""
    if order is Order.RISK:
        return await known.once(risk_rank)
    if order is Order.RELEASE:
        return {c: -day.toordinal() for c, day in (await known.once(releases)).items()}
    return {}
