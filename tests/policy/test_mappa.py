"""MAPPA as a process: sections 15.5 to 15.10 (EV-30, EV-31, DE-27), the panel's own dates, and no minutes (GU-07)."""

import pytest
from pydantic import ValidationError

from models.events import EVENT
from models.outcome import NoticeClass
from models.roles import Role
from policy.refusal import Refused
from policy.sensitivity import of_event
from tests.policy.driving import Driven, clauses, kinds, order_made, sentenced, settled_order


def eligible(level: int | None = 2) -> Driven:
    """A community order, found on 9 March to come under MAPPA."""
    case = settled_order()
    case.report("mappa_status", "2026-03-09", category="category_2", level=level)
    return case


def prisoner() -> Driven:
    """Release on 1 February 2027: planning opens 8 months before, on 1 June 2026."""
    case = sentenced("2027-02-01", profile={"mappa_level": 2})
    case.report("practitioner_allocated", "2026-03-03", practitioner="pom-1", holder="pom")
    return case


class TestStatus:
    def test_ev_30_a_level_that_is_set_is_held_and_asks_for_nothing(self) -> None:
        case = settled_order()
        outcome = case.report("mappa_status", "2026-03-09", category="category_1", level=1)
        assert not outcome.receipt.opened
        assert case.case.profile.mappa_level == 1 and case.case.under_mappa
        assert case.case.processes["mappa"] == "level set"

    def test_ev_30_found_eligible_with_no_level_a_level_is_decided(self) -> None:
        case = settled_order()
        outcome = case.report("mappa_status", "2026-03-09", category="category_4")
        assert kinds(outcome.receipt.opened) == {"mappa_decision"}
        case.decided("mappa", "level_3", "2026-03-10")
        assert (case.case.profile.mappa_level, case.case.processes["mappa"]) == (3, "level set")

    def test_ev_30_a_level_set_by_the_panel_answers_the_decision_that_waited(self) -> None:
        case = settled_order()
        case.report("serial_abuse_or_stalking", "2026-03-09", evidence_of="stalking")
        case.report("mappa_status", "2026-03-10", category="category_2", level=1)
        assert case.case.processes["mappa"] == "to decide"  # level 1 does not answer whether 2 or 3 is needed
        outcome = case.report("mappa_status", "2026-03-11", category="category_2", level=2)
        assert kinds(outcome.receipt.closed) == {"mappa_decision"}
        assert case.case.processes["mappa"] == "level set"

    def test_ev_30_out_of_mappa_its_work_falls_away(self) -> None:
        case = eligible()
        case.report("mappa_meeting", "2026-03-16", next_meeting="2026-05-11")
        outcome = case.report("mappa_status", "2026-04-13", category="none")
        assert kinds(outcome.receipt.closed) == {"mappa_preparation"}
        assert not case.case.under_mappa
        assert case.case.processes["mappa"] == "no longer under MAPPA"

    def test_ev_30_pf_9_2e_a_level_set_while_release_is_planned_is_told_to_the_prison_in_time(self) -> None:
        case = sentenced("2027-02-01")
        case.until("2026-06-02")
        assert "mappa_level_notice" not in case.kinds
        case.report("mappa_status", "2026-06-08", category="category_2", level=2)
        assert case.due("mappa_level_notice") == "2026-08-01"  # six months before the release

    def test_ty_11_category_3_is_for_level_2_or_3_only(self) -> None:
        case = settled_order()
        told = case.report("mappa_status", "2026-03-09", category="category_3", level=1)
        assert any("TY-11" in flag for flag in told.receipt.flags)
        with pytest.raises(Refused) as refused:
            case.decided("mappa", "level_1", "2026-03-10")
        assert clauses(refused.value) == {"PF-15.9a"}
        case.decided("mappa", "category_3", "2026-03-10")

    def test_pf_15_5a_the_guidance_is_a_standing_expectation_of_a_mappa_case(self) -> None:
        assert "mappa_guidance" not in _standing(settled_order())
        assert _standing(eligible())["mappa_guidance"] is True
        assert _standing(eligible(level=None))["mappa_guidance"] is False


class TestPanel:
    def test_pf_15_8a_the_case_waits_for_the_day_the_panel_set(self) -> None:
        case = eligible()
        outcome = case.report("mappa_meeting", "2026-03-16", next_meeting="2026-05-11", actions=["action-1"])
        assert kinds(outcome.receipt.opened) == {"mappa_preparation"}
        assert case.due("mappa_preparation") == "2026-05-11"
        assert case.duty("mappa_preparation").notes == ["ours to report on: action-1"]
        case.until("2026-05-13")
        reminded = [at for at, n in case.told_about(case.duty("mappa_preparation").id) if n.kind is NoticeClass.DIGEST]
        assert reminded and reminded[0] < "2026-05-11"  # two working days before, to whoever prepares
        assert [at for at, _ in case.escalations(Role.SPO)][-1] >= "2026-05-12"

    def test_pf_15_8a_prepared_with_a_reference_and_the_next_meeting_asks_again(self) -> None:
        case = eligible()
        case.report("mappa_meeting", "2026-03-16", next_meeting="2026-05-11")
        with pytest.raises(Refused) as refused:
            case.done("mappa_preparation", "2026-05-06", contribution=None)
        assert clauses(refused.value) == {"PF-15.8a"}
        case.done("mappa_preparation", "2026-05-06")
        case.report("mappa_meeting", "2026-05-11", next_meeting="2026-07-06")
        assert case.due("mappa_preparation") == "2026-07-06"
        case.report("mappa_meeting", "2026-07-06")
        assert "mappa_preparation" not in case.kinds

    def test_pf_15_8a_a_corrected_date_moves_the_preparation(self) -> None:
        case = eligible()
        case.report("mappa_meeting", "2026-03-16", next_meeting="2026-05-11")
        case.report("mappa_meeting", "2026-03-17", happened="2026-03-16 11:00", next_meeting="2026-05-18")
        assert case.due("mappa_preparation") == "2026-05-18"
        assert len(case.duty("mappa_preparation").clocks) == 1

    def test_an_older_meeting_told_late_changes_nothing(self) -> None:
        case = eligible()
        case.report("mappa_meeting", "2026-03-16", next_meeting="2026-05-11")
        late = case.report("mappa_meeting", "2026-03-18", happened="2026-02-02", next_meeting="2026-03-30")
        assert case.due("mappa_preparation") == "2026-05-11"
        assert any("later MAPPA meeting" in flag for flag in late.receipt.flags)

    def test_the_meeting_has_no_field_for_minutes_and_is_kept_out_of_the_main_record(self) -> None:
        said = {"type": "mappa_meeting", "event_id": "e-1", "occurred_at": "2026-03-16T10:00:00Z"}
        with pytest.raises(ValidationError):
            EVENT.validate_python({**said, "minutes": "police to visit weekly"})
        with pytest.raises(ValidationError):
            EVENT.validate_python({**said, "actions": ["Police to visit weekly"]})
        assert of_event("mappa_meeting").value == "mappa_excluded"


class TestSerialAbuse:
    @pytest.mark.parametrize("evidence_of", ["serial_abuse", "stalking"])
    def test_ev_31_pf_15_9a_level_2_or_3_is_assessed_whatever_the_category(self, evidence_of: str) -> None:
        case = settled_order()
        outcome = case.report("serial_abuse_or_stalking", "2026-03-09", evidence_of=evidence_of)
        assert kinds(outcome.receipt.opened) == {"mappa_decision"}
        assert case.due("mappa_decision") == "2026-03-16"

    @pytest.mark.parametrize(
        ("option", "state"),
        [("level_2", "level set"), ("category_3", "referred in category 3"), ("not_referred", "not referred")],
    )
    def test_de_27_each_answer_ends_where_it_should(self, option: str, state: str) -> None:
        case = eligible(level=1)
        case.report("serial_abuse_or_stalking", "2026-03-16", evidence_of="stalking")
        case.decided("mappa", option, "2026-03-17")
        assert case.case.processes["mappa"] == state
        assert "mappa_decision" not in case.kinds


class TestFromCustody:
    def test_pf_15_10a_the_prison_gives_its_information_once_release_is_planned(self) -> None:
        case = prisoner()
        case.until("2026-06-02")
        duty = case.duty("mappa_custody_information")
        assert (duty.owner, str(duty.due_on)) == (Role.POM, "2026-12-21")  # six weeks before the release
        with pytest.raises(Refused) as refused:
            case.done("mappa_custody_information", "2026-06-02", sent_to=None)
        assert clauses(refused.value) == {"PF-15.10a"}
        case.done("mappa_custody_information", "2026-06-02")
        assert case.case.processes["mappa_custody_information"] == "given"

    def test_it_is_not_asked_where_there_is_no_mappa(self) -> None:
        case = sentenced("2027-02-01")
        case.until("2026-06-02")
        assert "mappa_custody_information" not in case.kinds

    def test_pf_15_10a_a_release_does_not_do_away_with_it(self) -> None:
        case = prisoner()
        case.report("released", "2027-02-01")
        assert "mappa_custody_information" in case.kinds


@pytest.mark.parametrize(("field", "clause"), [("agencies", "PF-15.3a"), ("route", "PF-15.3b")])
def test_pf_15_3a_pf_15_3b_de_35_the_plan_names_the_agencies_and_the_route(field: str, clause: str) -> None:
    case = order_made()
    with pytest.raises(Refused) as refused:
        case.done("initial_assessment", "2026-03-03", **{field: None})
    assert clauses(refused.value) == {clause}
    with pytest.raises(Refused):
        case.done("initial_assessment", "2026-03-03", route="a chat")
    assert case.done("initial_assessment", "2026-03-03", agencies=[], route="perpetrator_panel").receipt.closed


def _standing(case: Driven) -> dict[str, bool | None]:
    row = next(r for r in case.outcomes[-1].rows if r["table"] == "cases")
    found: dict[str, bool | None] = row["standing"]
    return found
