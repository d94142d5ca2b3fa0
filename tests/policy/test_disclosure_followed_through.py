"""Section 16 from the panel on: at once, after a disclosure, details refused, contact restricted."""

import pytest

from models.outcome import NoticeClass
from models.roles import Role
from policy.guards.register import GUARDS
from policy.processes import BY_NAME
from policy.refusal import Refused
from tests.policy.disclosing import at_the_panel, to_disclose, told_of_her, where
from tests.policy.driving import Driven, clauses, kinds, sentenced, settled_order


class TestPanel:
    """EV-20, DE-20."""

    def test_the_panel_is_chased_within_28_days(self) -> None:
        case = at_the_panel()
        assert case.due("dvds_panel_decision") == "2026-04-15"
        assert where(case) == "panel awaited"

    @pytest.mark.parametrize(("field", "clause"), [("outcome", "PF-16.11a"), ("rationale", "PF-16.11b")])
    def test_de_20_pf_16_11a_pf_16_11b_decision_and_reasons_are_recorded(self, field: str, clause: str) -> None:
        with pytest.raises(Refused) as refused:
            at_the_panel().done("dvds_panel_decision", "2026-03-25", **{field: None})
        assert clauses(refused.value) == {clause}
        assert "DE-20" in str(refused.value)

    def test_a_yes_is_followed_up_and_reviewed(self) -> None:
        case = at_the_panel()
        case.done("review", "2026-03-18 12:00")
        outcome = case.done("dvds_panel_decision", "2026-03-25")
        assert kinds(outcome.receipt.opened) == {"after_disclosure", "review"}
        assert where(case) == "to follow up"

    def test_ev_20_the_event_settles_the_wait_where_it_gives_the_reasons(self) -> None:
        case = at_the_panel()
        outcome = case.report("dvds_outcome", "2026-03-25", partner="partner-1", outcome="disclose", rationale="why")
        assert kinds(outcome.receipt.closed) == {"dvds_panel_decision"}
        assert kinds(outcome.receipt.opened) == {"after_disclosure"}

    def test_ev_20_without_the_reasons_they_are_still_owed(self) -> None:
        case = at_the_panel()
        case.report("dvds_outcome", "2026-03-25", partner="partner-1", outcome="disclose")
        assert case.due("dvds_panel_decision") == "2026-03-27"

    def test_ty_17_pending_changes_nothing(self) -> None:
        case = at_the_panel()
        outcome = case.report("dvds_outcome", "2026-03-25", partner="partner-1", outcome="pending")
        assert not (outcome.receipt.opened or outcome.receipt.closed)
        assert where(case) == "panel awaited"

    @pytest.mark.parametrize("by", ["event", "form"])
    def test_am_30_a_no_where_we_think_it_needed_is_faced_with_the_manager(self, by: str) -> None:
        case = at_the_panel()
        if by == "event":
            case.report("dvds_outcome", "2026-03-25", partner="partner-1", outcome="not_disclose", rationale="why")
        else:
            case.done("dvds_panel_decision", "2026-03-25", outcome="not_disclose")
        assert where(case) == "panel against"
        with pytest.raises(Refused) as refused:
            case.done("dvds_panel_refusal", "2026-03-26", manager_discussed_with=None)
        assert clauses(refused.value) == {"AM-30"}
        case.done("dvds_panel_refusal", "2026-03-26", next_route="marac")
        assert case.duty("marac_decision").subject == "partner-1"
        assert where(case) == "not disclosed"


class TestAtOnce:
    """EV-19, PF-16.13."""

    @pytest.mark.parametrize(
        ("field", "clause"),
        [
            ("manager_told", "PF-16.13c"),
            ("disclosed_by", "PF-16.13d"),
            ("discloser", "DE-22"),
            ("contingency", "PF-16.13e"),
            ("disclosed", "PF-16.13f"),
        ],
    )
    def test_de_22_pf_16_13c_pf_16_13d_pf_16_13e_pf_16_13f_what_it_records(self, field: str, clause: str) -> None:
        case = settled_order()
        case.report("imminent_risk", "2026-03-16", person="partner-1")
        with pytest.raises(Refused) as refused:
            case.done("immediate_disclosure", "2026-03-16 12:00", **{field: None})
        assert clause in str(refused.value)
        case.done("immediate_disclosure", "2026-03-16 12:00")
        assert where(case) == "to follow up"

    def test_pf_16_13a_the_duty_governor_where_relevant(self) -> None:
        case = sentenced("2027-03-01")
        outcome = case.report("imminent_risk", "2026-03-15 23:10", person="partner-1", governor_relevant=True)
        assert [n.to_role for n in outcome.receipt.notices] == [Role.POM, Role.HEAD_OF_OMD, Role.GOVERNOR]
        assert "PF-16.13a" in case.duty("immediate_disclosure").clauses
        plain = sentenced("2027-03-01").report("imminent_risk", "2026-03-15 23:10", person="partner-1")
        assert Role.GOVERNOR not in {n.to_role for n in plain.receipt.notices}

    def test_not_needed_after_all_the_decision_that_waited_still_waits(self) -> None:
        case = told_of_her()
        case.report("imminent_risk", "2026-03-16 11:00", person="partner-1")
        case.done("immediate_disclosure", "2026-03-16 12:00", disclosed=False)
        assert where(case) == "to decide"


class TestAfter:
    """EV-21, PF-16.14, PF-16.12."""

    @pytest.mark.parametrize(
        ("field", "ids"),
        [
            ("what_and_why", "PF-16.14e PF-16.12a DE-23"),
            ("told_to", "PF-16.12b"),
            ("how", "PF-16.12c"),
            ("safeguarding", "PF-16.12d PF-16.12f"),
            ("signposted", "PF-16.14a PF-16.14d"),
            ("advised_if_worried", "PF-16.14c"),
            ("police_action", "PF-16.14f"),
        ],
    )
    def test_pf_16_14a_pf_16_14c_pf_16_14d_pf_16_14e_pf_16_14f_pf_16_12b_pf_16_12c_pf_16_12d_pf_16_12f_de_23(
        self, field: str, ids: str
    ) -> None:
        case = told_of_her()
        case.report("disclosure_made", "2026-03-17", partner="partner-1")
        with pytest.raises(Refused) as refused:
            case.done("after_disclosure", "2026-03-18", **{field: None})
        assert all(one in str(refused.value) for one in ids.split())
        case.done("after_disclosure", "2026-03-18")
        assert where(case) == "to decide"  # the decision itself is still owed (GU-25)

    def test_ev_21_a_disclosure_ends_the_referral_and_is_followed_up(self) -> None:
        case = to_disclose()
        outcome = case.report("disclosure_made", "2026-03-18", partner="partner-1")
        assert kinds(outcome.receipt.closed) == {"make_disclosure"}
        assert kinds(outcome.receipt.opened) == {"after_disclosure"}
        case.done("after_disclosure", "2026-03-18 12:00")
        assert where(case) == "followed up"


class TestDetailsRefused:
    """EV-18, PF-16.16, PF-16.17: looked for; then disclosure is decided and safeguarding is in place."""

    def refused(self) -> Driven:
        case = settled_order()
        case.report("partner_details_refused", "2026-03-16", partner="partner-1")
        assert where(case, "refused_details") == "looked for"
        return case

    @pytest.mark.parametrize(
        ("field", "clause"), [("steps", "PF-16.16c"), ("safeguarding", "PF-16.16d"), ("recorded", "PF-16.16e")]
    )
    def test_pf_16_16c_pf_16_16d_pf_16_16e_what_was_done_is_recorded(self, field: str, clause: str) -> None:
        with pytest.raises(Refused) as refused:
            self.refused().done("find_partner", "2026-03-18", **{field: None})
        assert clauses(refused.value) == {clause}

    def test_ev_18_pf_16_17a_exactly_this_work_on_an_order(self) -> None:
        case = settled_order()
        outcome = case.report("partner_details_refused", "2026-03-16", partner="partner-1")
        assert kinds(outcome.receipt.opened) == {"enforcement_decision", "find_partner", "police_enquiry", "review"}
        assert "PF-16.17a" in case.duty("find_partner").clauses

    @pytest.mark.parametrize(("identified", "state"), [(True, "found"), (False, "steps exhausted")])
    def test_pf_16_16d_gu_25_then_disclosure_is_decided_either_way(self, identified: bool, state: str) -> None:
        case = self.refused()
        assert "disclosure_decision" not in case.kinds
        case.done("find_partner", "2026-03-18", identified=identified)
        assert where(case, "refused_details") == state
        assert case.due("disclosure_decision") == "2026-03-20"

    def test_pf_16_16d_a_decision_already_open_is_not_doubled(self) -> None:
        case = told_of_her()
        case.report("partner_details_refused", "2026-03-17", partner="partner-1")
        case.done("find_partner", "2026-03-18")
        assert len(case.duty("disclosure_decision").clocks) == 1


class TestContactRestriction:
    """EV-24, DE-34, GU-39: only what the prison decides, never who asked (ST-19)."""

    def test_ev_24_the_prison_weighs_it(self) -> None:
        case = sentenced("2027-03-01")
        outcome = case.report("contact_restriction_raised", "2026-03-16", person="ex-partner-1")
        assert kinds(outcome.receipt.opened) == {"contact_restriction_decision"}
        duty = case.duty("contact_restriction_decision")
        assert (duty.owner, str(duty.due_on)) == (Role.PRISON_STAFF, "2026-03-18")

    @pytest.mark.parametrize(("option", "state"), [("restrict", "restricted"), ("do_not_restrict", "not restricted")])
    def test_de_34_pf_16_2a_decided_with_reasons(self, option: str, state: str) -> None:
        case = sentenced("2027-03-01")
        case.report("contact_restriction_raised", "2026-03-16", person="ex-partner-1")
        with pytest.raises(Refused) as refused:
            case.decided("contact_restriction", option, "2026-03-17", subject="ex-partner-1")
        assert clauses(refused.value) == {"PF-16.2a"}
        case.decided("contact_restriction", option, "2026-03-17", subject="ex-partner-1", rationale="threats by letter")
        assert where(case, "contact_restriction", "ex-partner-1") == state
        assert "contact_restriction_decision" not in case.kinds

    def test_ev_24_outside_there_is_nothing_to_restrict(self) -> None:
        outcome = settled_order().report("contact_restriction_raised", "2026-03-16", person="ex-partner-1")
        assert not outcome.receipt.opened
        assert "nothing for a prison to restrict" in outcome.receipt.notes[0]

    def test_release_takes_it_away(self) -> None:
        case = sentenced("2026-03-20")
        case.report("contact_restriction_raised", "2026-03-16", person="ex-partner-1")
        assert "contact_restriction_decision" in kinds(case.report("released", "2026-03-20").receipt.closed)
        assert where(case, "contact_restriction", "ex-partner-1") == "overtaken"

    @pytest.mark.parametrize("consents", [None, False])
    def test_gu_39_nobody_passes_it_on_without_consent(self, consents: bool | None) -> None:
        case = sentenced("2027-03-01")
        with pytest.raises(Refused, match="GU-39") as refused:
            case.ask("pass_on_contact_request", "2026-03-16", person="ex-partner-1", consents=consents)
        assert clauses(refused.value) == {"PF-16.2a"}
        assert "contact_restriction_decision" not in case.kinds

    def test_with_consent_it_is_weighed(self) -> None:
        case = sentenced("2027-03-01")
        outcome = case.ask("pass_on_contact_request", "2026-03-16", person="ex-partner-1", consents=True)
        assert kinds(outcome.receipt.opened) == {"contact_restriction_decision"}
        assert where(case, "contact_restriction", "ex-partner-1") == "to weigh"
        with pytest.raises(Refused, match="not in prison"):
            settled_order().ask("pass_on_contact_request", "2026-03-16", person="ex-partner-1", consents=True)

    def test_st_19_no_notice_title_or_note_says_who_asked(self) -> None:
        case = sentenced("2027-03-01")
        outcome = case.report("contact_restriction_raised", "2026-03-16", person="ex-partner-1")
        shown = [outcome.summary, case.duty("contact_restriction_decision").title, *outcome.receipt.notes]
        shown += [n.about for n in outcome.receipt.notices]
        assert not any("victim" in text or "ex-partner" in text for text in shown)


def test_gu_25_silence_ends_no_relationship() -> None:
    """The one way out of "to decide" while anybody is alive and the case is open is the decision itself."""
    case = told_of_her()
    with pytest.raises(Refused, match="record the decision"):
        case.done("disclosure_decision", "2026-03-17")
    with pytest.raises(Refused, match="may not be waived"):
        case.waive("disclosure_decision", "2026-03-17", "not needed")
    assert GUARDS["GU-25"].by_design
    assert [str(m.on) for m in BY_NAME["disclosure"].moves if m.source == "to decide"] == [
        "disclosure decision cancelled"
    ]


def test_every_state_of_these_processes_owes_something_or_ends() -> None:
    for name in ("disclosure", "refused_details", "contact_restriction"):
        process = BY_NAME[name]
        assert set(process.states) == set(process.owes) | set(process.ends)


def test_pf_16_4b_ev_06_the_pom_hears_of_it_at_once() -> None:
    case = sentenced("2027-03-01")
    outcome = case.report("new_relationship", "2026-03-16", partner="partner-1", role="keyworker")
    assert (Role.POM, NoticeClass.IMMEDIATE) in {(n.to_role, n.kind) for n in outcome.receipt.notices}
