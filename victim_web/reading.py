"""What an officer reads: their contacts with the work on them, and one contact with what is open and what was done."""

from datetime import UTC, datetime

from starlette.responses import Response
from starlette.routing import Route

from audit.entry import Outcome
from models.duties import DutyState
from models.victims.words import VluRole
from policy.calendar import london_date
from victim_web.visit import Visit, for_officers
from victims.records import contacts_of, open_duties, told_of


async def my_contacts(visit: Visit) -> Response:
    """The officer's own contacts and open work, the first due first."""
    contacts = await contacts_of(visit.site.records, visit.who.staff)
    duties = await open_duties(visit.site.records, visit.who.staff)
    await visit.keep("list_contacts", Outcome.DONE, shown=len(contacts))
    return visit.page("contacts.html", "My victim cases", contacts=contacts, duties=duties, today=_today())


async def one_contact(visit: Visit) -> Response:
    """A contact as it stands."""
    contact = await visit.contact()
    told = [one for one in await told_of(visit.site.records, contact.contact_id) if one.kind != "clock"]
    done = [one for one in contact.duties.values() if one.state is not DutyState.OPEN]
    return visit.page(
        "contact.html", "Victim contact", contact=contact, told=told, today=_today(),
        open=sorted(contact.open_duties, key=lambda one: one.due_on), unit=VluRole.VLU,
        done=sorted(done, key=lambda one: one.closed.at if one.closed else one.opened_at, reverse=True),
    )  # fmt: skip


def _today() -> object:
    return london_date(datetime.now(UTC))


ROUTES = [
    Route("/victims", for_officers(my_contacts)),
    Route("/victims/contacts/{contact_id:str}", for_officers(one_contact)),
]
