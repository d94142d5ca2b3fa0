"""Disclosure as a process, one a partner: decided, talked about, referred, followed up (sections 16.2 to 16.17)."""

import pytest

from models.outcome import NoticeClass
from models.roles import Role
from policy.guards.register import GUARDS
from policy.processes import BY_NAME
from policy.refusal import Refused
from policy.standings import STANDING, expectations
from tests.policy.driving import Driven, clauses, day, kinds, on_licence, sentenced, settled_order

DISCLOSE = {"rationale": "he has assaulted two partners before", "privacy_outweighed": True, "subject": "partner-1"}
NOT = {"rationale": "she knows already", "manager_discussed_with": "spo-1", "subject": "partner-1"}


def where(case: Driven, process: str = "disclosure", about: str = "partner-1") -> str | None:
    """The state of a process about somebody."""
    return case.case.processes.get(f"{process}/{about}")


def told_of_her() -> Driven:
    """A new partner on Monday 16 March."""
    case = settled_order()
    case.report("new_relationship", "2026-03-16", partner="partner-1")
    return case


def to_disclose() -> Driven:
    """Disclosure was decided on the 17th."""
    case = told_of_her()
    case.decided("disclosure", "disclose", "2026-03-17", **DISCLOSE)
    return case


def at_the_panel() -> Driven:
    """Referred to the scheme on the 18th."""
    case = to_disclose()
    case.done("make_disclosure", "2026-03-18")
    return case


def on_pss() -> Driven:
    case = on_licence()
    case.report("supervision_ended", "2026-03-03", what="licence", followed_by_post_sentence_supervision=True)
    return case


class TestNoStorm:
    """A new relationship opens at most six duties, whatever the stage, the programme and the children."""

    @pytest.mark.parametrize("programme", [{}, {"programme": "bbr"}])
    @pytest.mark.parametrize("children", [[], ["child-1", "child-2"]])
    @pytest.mark.parametrize("stage", ["order", "licence", "pss", "custody"])
    def test_ev_06_at_most_six(self, stage: str, children: list[str], programme: dict[str, str]) -> None:
        case = self.at(stage, programme)
        outcome = case.report(
            "new_relationship", "2026-03-16", partner="partner-1", children=children, role="keyworker"
        )
        assert len(outcome.receipt.opened) <= 6
        about_her = {line.kind for line in outcome.receipt.opened if line.subject == "partner-1"}
        assert {"new_partner", "police_enquiry", "childrens_services_enquiry", "disclosure_decision"} <= about_her

    def at(self, stage: str, programme: dict[str, str]) -> Driven:
        match stage:
            case "order":
                return settled_order(**programme)
            case "licence":
                return on_licence(**programme)
            case "pss":
                return on_pss()
            case _:
                return sentenced("2027-03-01", **programme)

    def test_pf_16_4e_the_review_is_among_them_or_joined(self) -> None:
        outcome = settled_order().report("new_relationship", "2026-03-16", partner="partner-1")
        (review,) = [line for line in outcome.receipt.opened if line.kind == "review"]
        assert "PF-16.4e" in review.clauses


class TestGathering:
    def test_pf_16_4a_what_a_keyworker_was_told_is_referred_to(self) -> None:
        case = sentenced("2027-03-01")
        case.report("new_relationship", "2026-03-16", partner="partner-1", role="keyworker")
        with pytest.raises(Refused) as refused:
            case.done("new_partner", "2026-03-17")
        assert clauses(refused.value) == {"PF-16.4a"}
        case.done("new_partner", "2026-03-17", session_note="note-7")

    @pytest.mark.parametrize(
        ("field", "clause"), [("details", "PF-16.4c"), ("measures", "PF-16.4d"), ("told", "PF-16.4f")]
    )
    def test_pf_16_4c_pf_16_4d_de_37_pf_16_4f_details_measures_and_decisions(self, field: str, clause: str) -> None:
        case = told_of_her()
        with pytest.raises(Refused) as refused:
            case.done("new_partner", "2026-03-17", **{field: None})
        assert clauses(refused.value) == {clause}
        if field == "measures":
            assert "DE-37" in str(refused.value)
        case.done("new_partner", "2026-03-17")

    def test_pf_16_3a_pf_16_10b_what_is_always_expected_is_shown_and_is_no_task(self) -> None:
        case = told_of_her()
        shown = expectations(case.case, day("2026-03-16"))
        for name, clause in (("curious_about_relationships", "PF-16.3a"), ("know_the_disclosure_scheme", "PF-16.10b")):
            assert name in shown and STANDING[name].clauses == (clause,)


class TestWeighing:
    """DE-18, DE-21: harm both ways, the manager, the reasons."""

    @pytest.mark.parametrize("option", ["disclose", "do_not_disclose"])
    @pytest.mark.parametrize(("field", "clause"), [("harm_if_not_told", "PF-16.6a"), ("harm_if_told", "PF-16.6b")])
    def test_pf_16_6a_pf_16_6b_harm_is_weighed_both_ways(self, option: str, field: str, clause: str) -> None:
        with pytest.raises(Refused) as refused:
            told_of_her().decided("disclosure", option, "2026-03-17", **{**DISCLOSE, **NOT, field: None})
        assert clauses(refused.value) == {clause}

    def test_pf_16_6a2_whoever_is_unsure_asks_the_manager(self) -> None:
        case = told_of_her()
        with pytest.raises(Refused) as refused:
            case.decided("disclosure", "disclose", "2026-03-17", **DISCLOSE, unsure=True)
        assert clauses(refused.value) == {"PF-16.6a2"}
        case.decided("disclosure", "disclose", "2026-03-17", **DISCLOSE, unsure=True, manager_discussed_with="spo-1")
        assert where(case) == "to disclose"

    @pytest.mark.parametrize(
        ("option", "lacks", "guard"),
        [
            ("do_not_disclose", "manager_discussed_with", "GU-24"),
            ("do_not_disclose", "rationale", "GU-24"),
            ("disclose", "rationale", "GU-26"),
            ("disclose", "privacy_outweighed", "GU-27"),
        ],
    )
    def test_gu_24_gu_26_gu_27_the_refusal_names_its_guard(self, option: str, lacks: str, guard: str) -> None:
        fields = {**DISCLOSE, **NOT, lacks: None}
        with pytest.raises(Refused) as refused:
            told_of_her().decided("disclosure", option, "2026-03-17", **fields)
        assert any(reason.words.endswith(f"({guard})") for reason in refused.value.reasons)
        assert guard in GUARDS

    def test_de_21_pf_16_15a_pf_16_15b_not_to_disclose_is_recorded_with_the_manager_and_the_reasons(self) -> None:
        case = told_of_her()
        with pytest.raises(Refused) as refused:
            case.decided("disclosure", "do_not_disclose", "2026-03-17", subject="partner-1")
        assert {"PF-16.15a", "PF-16.15b"} <= clauses(refused.value)
        case.decided("disclosure", "do_not_disclose", "2026-03-17", **NOT)
        (made,) = case.case.decisions.values()
        assert (made.option, made.manager_discussed_with, made.rationale) == (
            "do_not_disclose", "spo-1", "she knows already",
        )  # fmt: skip
        assert where(case) == "not disclosed"

    def test_am_56_one_process_for_each_partner_and_none_closes_another(self) -> None:
        case = to_disclose()
        case.report("new_relationship", "2026-03-18", partner="partner-2")
        case.decided("disclosure", "do_not_disclose", "2026-03-18 12:00", **{**NOT, "subject": "partner-2"})
        assert (where(case), where(case, about="partner-2")) == ("to disclose", "not disclosed")


class TestMethod:
    """DE-19, AM-59: the scheme unless another method is chosen."""

    def test_pf_16_10a_the_scheme_is_the_default(self) -> None:
        case = to_disclose()
        assert case.duty("make_disclosure").title == "Refer to the domestic violence disclosure scheme"
        with pytest.raises(Refused):
            case.done("make_disclosure", "2026-03-18", reference=None)
        case.done("make_disclosure", "2026-03-18")
        assert where(case) == "panel awaited"

    def test_de_19_pf_16_7a_an_informal_conversation_comes_first(self) -> None:
        case = to_disclose()
        outcome = case.decided("disclosure_method", "informal", "2026-03-17 12:00", subject="partner-1")
        assert kinds(outcome.receipt.opened) == {"informal_conversation"}
        assert kinds(outcome.receipt.closed) == {"make_disclosure"}
        assert where(case) == "to talk"

    def test_de_19_pf_16_7a_back_to_the_scheme(self) -> None:
        case = to_disclose()
        case.decided("disclosure_method", "informal", "2026-03-17 12:00", subject="partner-1")
        case.decided("disclosure_method", "dvds", "2026-03-17 13:00", subject="partner-1")
        assert where(case) == "to disclose"

    def test_am_59_at_once_only_for_imminent_risk(self) -> None:
        case = to_disclose()
        with pytest.raises(Refused) as refused:
            case.decided("disclosure_method", "immediate", "2026-03-17 12:00", subject="partner-1")
        assert clauses(refused.value) == {"AM-59"}
        case.decided("disclosure_method", "immediate", "2026-03-17 12:00", subject="partner-1", rationale="threats")
        assert where(case) == "to disclose at once"
        assert case.duty("immediate_disclosure").grave
        assert "make_disclosure" not in case.kinds

    def test_am_56_a_method_is_chosen_for_somebody(self) -> None:
        with pytest.raises(Refused) as refused:
            to_disclose().decided("disclosure_method", "dvds", "2026-03-17 12:00")
        assert clauses(refused.value) == {"PF-16.7a"}


class TestConversation:
    """EV-42, PF-16.9: the partner is aware, partly aware or not aware."""

    def talking(self) -> Driven:
        case = to_disclose()
        outcome = case.report("partner_in_contact", "2026-03-18", partner="partner-1", how="attended")
        assert kinds(outcome.receipt.opened) == {"informal_conversation"}
        return case

    def test_ev_42_it_opens_the_conversation_and_nothing_else(self) -> None:
        case = told_of_her()
        outcome = case.report("partner_in_contact", "2026-03-18", partner="partner-1", how="said_to_know")
        assert kinds(outcome.receipt.opened) == {"informal_conversation"}
        assert not outcome.receipt.closed
        assert case.due("informal_conversation") == "2026-03-25"
        assert where(case) == "to decide"

    def test_ev_42_somebody_unknown_is_flagged(self) -> None:
        outcome = settled_order().report("partner_in_contact", "2026-03-18", partner="partner-9", how="made_contact")
        assert outcome.receipt.flags == ["in contact with somebody the case does not know as a partner"]

    def test_pf_16_9a_what_the_partner_knows_is_recorded(self) -> None:
        for field in ("outcome", "discussed"):
            with pytest.raises(Refused) as refused:
                self.talking().done("informal_conversation", "2026-03-19", **{field: None})
            assert clauses(refused.value) == {"PF-16.9a"}

    def test_pf_16_9b_limited_knowledge_needs_a_next_route(self) -> None:
        for fields in (
            {"outcome": "partly_aware"},
            {"outcome": "not_aware"},
            {"outcome": "not_aware", "next_route": "none"},
        ):
            with pytest.raises(Refused) as refused:
                self.talking().done("informal_conversation", "2026-03-19", **fields)
            assert clauses(refused.value) == {"PF-16.9b"}

    def test_pf_16_9b_am_59_not_aware_leads_to_the_scheme(self) -> None:
        case = self.talking()
        case.done("informal_conversation", "2026-03-19", outcome="not_aware", next_route="dvds", disclosed=False,
                  signposting_offered=True)  # fmt: skip
        assert where(case) == "to disclose"
        assert case.due("make_disclosure") == "2026-03-26"

    @pytest.mark.parametrize(("route", "duty"), [("marac", "marac_decision"), ("mappa", "mappa_decision")])
    def test_pf_16_9b_or_to_marac_or_mappa(self, route: str, duty: str) -> None:
        case = self.talking()
        case.done("informal_conversation", "2026-03-19", outcome="partly_aware", next_route=route, disclosed=False,
                  signposting_offered=True)  # fmt: skip
        assert where(case) == "taken elsewhere"
        assert duty in case.kinds

    def test_am_54_what_was_confirmed_is_followed_up(self) -> None:
        case = self.talking()
        case.done("informal_conversation", "2026-03-19")
        assert where(case) == "to follow up"
        assert {"after_disclosure"} <= case.kinds and "make_disclosure" not in case.kinds

    def test_am_54_part_disclosed_and_more_to_tell_leads_to_both(self) -> None:
        case = self.talking()
        case.done("informal_conversation", "2026-03-19", outcome="partly_aware", next_route="dvds")
        assert {"after_disclosure", "make_disclosure"} <= case.kinds
        case.done("after_disclosure", "2026-03-20")
        assert where(case) == "to disclose"

    def test_am_54_nothing_disclosed_signposting_is_offered(self) -> None:
        case = self.talking()
        with pytest.raises(Refused) as refused:
            case.done("informal_conversation", "2026-03-19", disclosed=False)
        assert clauses(refused.value) == {"AM-54"}
        case.done("informal_conversation", "2026-03-19", disclosed=False, signposting_offered=True)
        assert where(case) == "already known"

    def test_it_may_be_let_go_and_the_scheme_takes_its_place(self) -> None:
        case = self.talking()
        case.waive("informal_conversation", "2026-03-19", "she did not come back")
        assert where(case) == "to disclose"


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
