"""Who sees what: sensitive items, MARAC, MAPPA and the victim side appear to those allowed, and to nobody else."""

from uuid import uuid4

import httpx
import pytest

from api.auth.principal import Capacity
from api.routes.events import SAYS_WHO_HOLDS
from models.events import EVENT_TYPES
from models.roles import MANAGERS, Role
from tests.api.conftest import Caller
from tests.api.test_edge import kind
from tests.api.told import event, opened, start_of

WHOLE = {Role.POM, Role.COMMUNITY_PRACTITIONER, Role.REPORT_WRITER, *MANAGERS}
SAFETY = {Role.VLO, Role.DASO}
COLLEAGUES = {Role.KEYWORKER, Role.PRISON_STAFF, Role.AP_STAFF, Role.COURT_STAFF, Role.TREATMENT_MANAGER,
              Role.OTHER_STAFF, Role.CASE_SYSTEM}  # fmt: skip


@pytest.fixture(scope="module")
async def told(as_: Caller) -> str:
    """A case with a MARAC, a MAPPA level, a victim liaison officer, a partner and a disclosure to decide on."""
    case_id = await opened(as_, "com-2", profile={"marac": True, "mappa_level": 2, "rosh": {"known_adult": "high"}})
    system = as_(None, Role.CASE_SYSTEM)
    for said in (
        event("new_relationship", partner="partner-secret"),
        event("marac_meeting", meeting="meeting-secret", meets_on="2026-01-05"),
        event("liaise_with_vlo", contact="contact-1", vlo="vlo-secret"),
    ):
        answer = await system.post(f"/v1/cases/{case_id}/events", json=said)
        if answer.status_code != 200:
            pytest.fail(answer.text)
    return case_id


async def _read(as_: Caller, capacity: Capacity, case_id: str) -> httpx.Response:
    answer = await as_("com-1", capacity).get(f"/v1/cases/{case_id}")
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize("capacity", sorted(WHOLE))
async def test_who_is_responsible_sees_the_whole_case(as_: Caller, told: str, capacity: Role) -> None:
    said = await _read(as_, capacity, told)
    assert said.json()["audience"] == "practitioner"
    assert said.json()["mappa_level"] == 2
    for secret in ("partner-secret", "meeting-secret", "vlo-secret", "disclosure_decision"):
        assert secret in said.text


@pytest.mark.parametrize("capacity", sorted(SAFETY))
async def test_who_works_for_the_safety_of_victims_sees_no_mappa(as_: Caller, told: str, capacity: Role) -> None:
    """ST-04: MAPPA is for those who manage the person under it."""
    said = await _read(as_, capacity, told)
    assert said.json()["audience"] == "victim_safety"
    assert "mappa" not in said.text.lower()
    for secret in ("partner-secret", "meeting-secret", "vlo-secret"):
        assert secret in said.text


@pytest.mark.parametrize("capacity", sorted(COLLEAGUES))
async def test_a_colleague_sees_what_is_ordinary(as_: Caller, told: str, capacity: Role) -> None:
    """ST-03, ST-05, ST-08, ST-14: nothing sensitive, no MARAC, no MAPPA, nothing of victims nor of a disclosure."""
    said = await _read(as_, capacity, told)
    assert said.json()["audience"] == "colleague"
    assert said.json()["duties"], "ordinary work is there"
    for secret in ("marac", "mappa", "secret", "victim", "disclos"):
        assert secret not in said.text.lower()


async def test_what_a_receipt_says_depends_on_who_reports(as_: Caller, told: str) -> None:
    path = f"/v1/cases/{told}/events"
    police = await as_("pc-1", Role.POLICE).post(path, json=event("partner_pregnant", partner="partner-secret"))
    assert set(police.json()) == {"audience", "case_id", "message", "at", "duplicate"}
    stranger = await as_("com-9").post(path, json=event("new_relationship", partner="partner-secret-2"))
    assert stranger.json()["audience"] == "reporter"
    keyworker = await as_("com-1", Role.KEYWORKER).post(
        path, json=event("new_relationship", partner="partner-secret-3")
    )
    assert keyworker.json()["audience"] == "colleague"
    assert "disclos" not in keyworker.text
    mine = await as_("com-1").post(path, json=event("new_relationship", partner="partner-secret-4"))
    assert "disclosure_decision" in mine.text


async def test_of_a_restricted_case_others_learn_that_it_is_there(as_: Caller) -> None:
    """As HMPPS does with limited access: the id, and Restricted; those named on the case and those listed see it."""
    case_id = await opened(as_, "com-2")
    path, system = f"/v1/cases/{case_id}", as_(None, Role.CASE_SYSTEM)
    assert (await system.put(f"{path}/restriction", json={"allowed": ["com-7"]})).status_code == 200
    colleague = await as_("com-1").get(path)
    assert colleague.json() == {"audience": "restricted", "case_id": case_id, "access": "Restricted"}
    for closed in ("/preview", "/decisions", "/duties/d1/completion"):
        answer = await as_("com-1").post(f"{path}{closed}", json={})
        assert (answer.status_code, kind(answer)) == (403, "restricted-case")
    fact = await as_("com-1").post(f"{path}/events", json=event("new_relationship", partner="partner-1"))
    assert (fact.status_code, fact.json()["audience"]) == (200, "reporter"), "a fact is never turned away"
    for who in (as_("com-2"), as_("spo-1", Role.SPO)):
        assert (await who.get(path)).json()["audience"] == "practitioner"
    assert (await as_("com-7").get(path)).status_code == 403, "listed, and still of another team"
    assert (await as_("spo-9", Role.SPO).delete(f"{path}/restriction")).status_code == 403
    assert (await system.delete(f"{path}/restriction")).status_code == 204
    assert (await as_("com-1").get(path)).json()["audience"] == "practitioner"


async def test_why_a_case_is_restricted_is_a_choice_that_those_who_restrict_it_read(as_: Caller) -> None:
    case_id = await opened(as_, "com-2")
    path, manager = f"/v1/cases/{case_id}", as_("spo-1", Role.SPO)
    assert (await manager.get(path)).json()["restricted"] is False
    assert (await manager.get(f"{path}/restriction")).json()["restricted"] is False
    wrong = await manager.put(f"{path}/restriction", json={"allowed": [], "reason": "her sister works here"})
    assert wrong.status_code == 422 and "sister" not in wrong.text
    asked = {"allowed": ["com-7"], "reason": "known_to_staff"}
    assert (await manager.put(f"{path}/restriction", json=asked)).json() == asked
    said = (await manager.get(f"{path}/restriction")).json()
    assert {name: said[name] for name in asked} == asked and said["restricted"] and said["set_by"] == "user:spo-1"
    assert (await as_("com-2").get(path)).json()["restricted"] is True
    assert (await as_("com-2").get(f"{path}/restriction")).status_code == 403


async def test_a_case_that_starts_restricted_is_never_open_for_a_moment(as_: Caller) -> None:
    start = start_of(f"case-{uuid4().hex[:12]}", crn="X888888", restricted_to=["spo-1"])
    path, system = f"/v1/cases/{start['case_id']}", as_(None, Role.CASE_SYSTEM)
    by_practitioner = await as_("com-1").post("/v1/cases", json=start)
    assert by_practitioner.status_code == 403, "who else may look is not theirs to say"
    assert (await system.post("/v1/cases", json=start)).status_code == 201
    assert (await as_("com-1").get(path)).json()["access"] == "Restricted"
    assert (await as_("spo-1", Role.SPO).get(path)).json()["audience"] == "practitioner"
    while (await system.post("/v1/case-search", json={"crn": "X888888"})).json()["items"] == []:
        continue  # the records follow in a moment
    await system.delete(f"{path}/restriction")
    assert (await system.post("/v1/cases", json=start)).status_code == 201
    assert (await as_("com-1").get(path)).json()["audience"] == "practitioner", "what was ended does not come back"


@pytest.mark.parametrize("who", ["com-1", "com-9", "me"])
async def test_nobody_lets_themselves_in_by_saying_that_they_hold_the_case(as_: Caller, who: str) -> None:
    """An allocation gives rights: only managers of the case and case systems may report one."""
    case_id = await opened(as_, "com-2")
    path, system = f"/v1/cases/{case_id}", as_(None, Role.CASE_SYSTEM)
    await system.put(f"{path}/restriction", json={"allowed": []})
    taken = event("practitioner_allocated", practitioner=who, holder="community_practitioner", team="team-9")
    for client in (as_(who), as_(who, Role.POLICE), as_("spo-7", Role.SPO)):
        answer = await client.post(f"{path}/events", json=taken)
        assert (answer.status_code, kind(answer)) == (403, "not-permitted")
    assert (await as_(who).get(path)).json().get("audience") in {"restricted", None}
    given = await as_("spo-1", Role.SPO).post(f"{path}/events", json=taken)
    assert given.status_code == 200, "the manager named on the case may"


def test_every_event_that_can_name_somebody_on_a_case_is_guarded() -> None:
    fields = {"practitioner", "spo", "head_of_pdu", "team", "surviving_case"}
    naming = {name for name, kind_ in EVENT_TYPES.items() if fields & set(kind_.model_fields)}
    assert naming == SAYS_WHO_HOLDS


async def test_a_person_is_found_by_a_number_in_the_body(as_: Caller) -> None:
    case_id = await opened(as_, "com-2", crn="X777777")
    restricted = await opened(as_, "com-2", crn="X777777")
    await as_(None, Role.CASE_SYSTEM).put(f"/v1/cases/{restricted}/restriction", json={"allowed": []})
    found: dict[str, str] = {}
    while set(found) != {case_id, restricted}:  # the records follow in a moment
        answer = await as_("com-1").post("/v1/case-search", json={"crn": "X777777"})
        found = {one["case_id"]: one["access"] for one in answer.json()["items"]}
    assert found == {case_id: "open", restricted: "Restricted"}
    both = await as_("com-1").post("/v1/case-search", json={"crn": "X777777", "prison_number": "A1234BC"})
    assert (both.status_code, kind(both)) == (422, "invalid-request")
