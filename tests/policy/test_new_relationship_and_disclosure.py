"""Victim safety and disclosure: section 16 (EV-06, EV-18 to EV-22; GU-24 to GU-27; AM-30, AM-54, AM-56)."""

from typing import Any, ClassVar

import pytest

from models.case import Case
from models.outcome import NoticeClass
from models.roles import Role
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, on_licence, sentenced, settled_order

WORK = {
    "new_partner",  # PF-16.4c, d, f
    "police_enquiry",  # PF-16.4g
    "childrens_services_enquiry",
    "disclosure_decision",  # PF-16.4h
    "review",  # PF-16.4e
}
KILLED_A_PARTNER = {"killed_partner": True}
DISCLOSE = {"rationale": "he has assaulted two partners before", "privacy_outweighed": True}


def about(case: Case, partner: str) -> set[str]:
    return {d.kind for d in case.open_duties if d.subject == partner}


def test_ev_06_a_new_relationship_opens_the_whole_of_the_work() -> None:
    """Monday 16 March: enquiries and decision in two working days, review and details in five, a visit in ten."""
    case = settled_order()
    outcome = case.report("new_relationship", "2026-03-16", partner="partner-1")
    assert {(d.kind, str(d.due_on)) for d in outcome.receipt.opened} == {
        ("new_partner", "2026-03-23"),
        ("police_enquiry", "2026-03-18"),
        ("childrens_services_enquiry", "2026-03-18"),
        ("disclosure_decision", "2026-03-18"),
        ("review", "2026-03-23"),
        ("home_visit", "2026-03-30"),
    }
    assert about(case.case, "partner-1") == WORK - {"review"}


def test_ins_s03_in_custody_the_work_is_the_same_but_for_the_home_visit() -> None:
    inside = sentenced("2027-03-01").report("new_relationship", "2026-03-16", partner="partner-1")
    outside = settled_order().report("new_relationship", "2026-03-16", partner="partner-1")
    assert kinds(inside.receipt.opened) == kinds(outside.receipt.opened) - {"home_visit"} == WORK
    assert {d.owner for d in inside.receipt.opened} == {Role.POM}


def test_ins_p15_a_suspected_relationship_is_followed_up_in_seven_days() -> None:
    case = settled_order()
    case.report("new_relationship", "2026-03-16", partner="partner-1", certainty="suspected")
    assert case.due("new_partner") == "2026-03-23"
    case.report("new_relationship", "2026-03-17", partner="partner-2")
    assert case.due("new_partner", "partner-2") == "2026-03-24"  # five working days


def test_pf_16_4b_a_keyworkers_report_reaches_the_pom_at_once() -> None:
    case = sentenced("2027-03-01")
    outcome = case.report("new_relationship", "2026-03-16", partner="partner-1", role="keyworker")
    assert [(n.kind, n.to_role) for n in outcome.receipt.notices if "keyworker" in n.about] == [
        (NoticeClass.IMMEDIATE, Role.POM)
    ]


def test_pf_16_4c_children_of_the_partner_are_looked_at_in_either_setting() -> None:
    """INS-S08: PF-18.12a in the community, with her details and in two days; in custody no contact till then."""
    outside = settled_order()
    outside.report("new_relationship", "2026-03-16", partner="partner-1", children=["child-1"])
    assert outside.due("new_partner") == "2026-03-18"
    with pytest.raises(Refused) as refused:
        outside.done("new_partner", "2026-03-17")
    assert clauses(refused.value) == {"PF-18.12a"}
    outside.done("new_partner", "2026-03-17", child_at_risk=True)
    assert outside.duty("children_referral").subject == "partner-1"
    inside = sentenced("2027-03-01").report("new_relationship", "2026-03-16", partner="partner-1", children=["child-1"])
    assert "prison_child_contact_decision" in kinds(inside.receipt.opened)


def test_am_56_each_partner_has_a_decision_of_their_own() -> None:
    case = settled_order()
    case.report("new_relationship", "2026-03-16", partner="partner-1")
    case.report("new_relationship", "2026-03-16 11:00", partner="partner-2")
    with pytest.raises(Refused, match="say who it is about") as refused:
        case.decided("disclosure", "disclose", "2026-03-17", **DISCLOSE)
    assert clauses(refused.value) == {"PF-16.6c"}
    case.decided("disclosure", "disclose", "2026-03-17", subject="partner-1", **DISCLOSE)
    assert case.duty("disclosure_decision").subject == "partner-2"
    assert case.duty("make_disclosure").subject == "partner-1"


def test_a_decision_that_names_nobody_is_taken_to_be_about_the_one_partner_who_waits() -> None:
    case = settled_order()
    case.report("new_relationship", "2026-03-16", partner="partner-1")
    case.decided("disclosure", "disclose", "2026-03-17", **DISCLOSE)
    assert case.duty("make_disclosure").subject == "partner-1"
    assert [d.subject for d in case.case.decisions.values()] == ["partner-1"]


def test_a_relationship_told_again_with_nothing_new_opens_nothing() -> None:
    case = settled_order()
    case.report("new_relationship", "2026-03-16", partner="partner-1", elsewhere=True, children=["child-1"])
    case.decided("disclosure", "disclose", "2026-03-17", subject="partner-1", **DISCLOSE)
    again = case.report("new_relationship", "2026-03-20", partner="partner-1", certainty="suspected")
    assert not (again.receipt.opened or again.receipt.joined)
    partner = case.case.partners["partner-1"]
    assert (partner.certainty, partner.elsewhere, partner.children) == ("disclosed", True, ["child-1"])


@pytest.mark.parametrize("news", [{"certainty": "found"}, {"certainty": "disclosed"}, {"children": ["child-1"]}])
def test_ins_s08_what_firms_up_a_suspicion_opens_the_work_again(news: dict[str, Any]) -> None:
    case = settled_order()
    case.report("new_relationship", "2026-03-16", partner="partner-1", certainty="suspected")
    case.decided("disclosure", "do_not_disclose", "2026-03-17", subject="partner-1", rationale="not yet sure of it",
                 manager_discussed_with="spo-1")  # fmt: skip
    assert "disclosure_decision" not in case.kinds
    case.report("new_relationship", "2026-03-20", partner="partner-1", **{"certainty": "suspected", **news})
    assert "disclosure_decision" in case.kinds


def test_a_relationship_that_ended_and_began_again_is_new() -> None:
    case = settled_order()
    case.report("new_relationship", "2026-03-16", partner="partner-1")
    case.decided("disclosure", "disclose", "2026-03-17", subject="partner-1", **DISCLOSE)
    case.report("relationship_ended", "2026-04-20", partner="partner-1")
    case.report("new_relationship", "2026-06-01", partner="partner-1")
    assert case.due("disclosure_decision") == "2026-06-03"


class TestDecision:
    """GU-24 to GU-27: what a decision on disclosure cannot be recorded without."""

    def waiting(self) -> Driven:
        case = settled_order()
        case.report("new_relationship", "2026-03-16", partner="partner-1")
        return case

    @pytest.mark.parametrize(
        ("option", "lacks", "clause"),
        [
            ("disclose", {"rationale": None}, "PF-16.6c"),  # GU-26
            ("disclose", {"privacy_outweighed": None}, "PF-16.6a"),  # GU-27
            ("disclose", {"privacy_outweighed": False}, "PF-16.6a"),
            ("do_not_disclose", {"rationale": None, "manager_discussed_with": "spo-1"}, "PF-16.6c PF-16.15b"),  # GU-24
            ("do_not_disclose", {}, "PF-16.15a"),  # GU-24, AM-61
            ("tell_her", {}, "PF-16.6c"),
        ],
    )
    def test_refused(self, option: str, lacks: dict[str, Any], clause: str) -> None:
        fields = {k: v for k, v in {**DISCLOSE, **lacks}.items() if v is not None}
        with pytest.raises(Refused) as refused:
            self.waiting().decided("disclosure", option, "2026-03-17", subject="partner-1", **fields)
        assert clauses(refused.value) == set(clause.split())

    def test_am_61_the_manager_is_optional_for_disclosing_and_compulsory_for_not(self) -> None:
        self.waiting().decided("disclosure", "disclose", "2026-03-17", subject="partner-1", **DISCLOSE)
        case = self.waiting()
        case.decided("disclosure", "do_not_disclose", "2026-03-17", subject="partner-1", rationale="already knows",
                     manager_discussed_with="spo-1")  # fmt: skip
        assert not {"disclosure_decision", "make_disclosure"} & case.kinds

    def test_gu_25_pf_16_4h_silence_is_no_decision(self) -> None:
        case = self.waiting()
        with pytest.raises(Refused, match="record the decision"):
            case.done("disclosure_decision", "2026-03-17")
        with pytest.raises(Refused, match="may not be waived"):
            case.waive("disclosure_decision", "2026-03-17", "not needed")
        case.until("2026-03-27")
        decision = case.duty("disclosure_decision").id
        heard = [(at, n.to_role) for at, n in case.escalations() if decision in n.duties]
        assert heard == [("2026-03-19 09:00", Role.SPO), ("2026-03-26 09:00", Role.HEAD_OF_PDU)]


def test_am_59_the_scheme_is_the_default_and_its_outcome_is_followed_through() -> None:
    """Decided on the 17th; five working days to refer. The panel's yes calls for a review and for what follows."""
    case = settled_order()
    case.report("new_relationship", "2026-03-16", partner="partner-1")
    case.decided("disclosure", "disclose", "2026-03-17", subject="partner-1", **DISCLOSE)
    assert case.due("make_disclosure") == "2026-03-24"
    outcome = case.report("dvds_outcome", "2026-03-20", partner="partner-1", outcome="disclose",
                          rationale="a pattern")  # fmt: skip
    assert kinds(outcome.receipt.closed) == {"make_disclosure"}  # PF-16.11
    assert kinds(outcome.receipt.opened) == {"after_disclosure"}  # PF-16.12
    assert kinds(outcome.receipt.joined) == {"review"}  # PF-16.12e
    with pytest.raises(Refused) as refused:
        case.done("after_disclosure", "2026-03-23", what_and_why=None, told_to=None, how=None, signposted=None,
                  advised_if_worried=None, safeguarding=None, police_action=None)  # fmt: skip
    assert clauses(refused.value) == {
        "PF-16.14e", "PF-16.12b", "PF-16.12c", "PF-16.14a", "PF-16.14c", "PF-16.12d", "PF-16.14f",
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        case.done("after_disclosure", "2026-03-23")
    assert clauses(refused.value) == {"PF-16.12e"}
    case.done("after_disclosure", "2026-03-23", contingency="activated")


def test_am_30_a_panel_that_says_no_is_discussed_with_the_manager() -> None:
    case = settled_order()
    case.report("new_relationship", "2026-03-16", partner="partner-1")
    outcome = case.report("dvds_outcome", "2026-03-20", partner="partner-1", outcome="not_disclose")
    assert [(n.to_role, n.kind) for n in outcome.receipt.notices] == [(Role.SPO, NoticeClass.IMMEDIATE)]
    assert "after_disclosure" not in case.kinds


@pytest.mark.parametrize("route", ["informal", "dvds", "immediate", "other_agency"])
def test_am_54_ev_21_every_disclosure_is_followed_up_whatever_the_route(route: str) -> None:
    case = settled_order()
    case.report("new_relationship", "2026-03-16", partner="partner-1")
    outcome = case.report("disclosure_made", "2026-03-20", partner="partner-1", route=route, police_involved=False)
    assert kinds(outcome.receipt.opened) == {"after_disclosure"}
    assert any("tell the police" in note for note in outcome.receipt.notes)
    assert case.case.partners["partner-1"].disclosed_to


class TestImminentRisk:
    def test_ev_19_it_interrupts_at_any_hour_and_waits_for_nobody(self) -> None:
        """PF-16.13a, c: on a Sunday night the practitioner and the manager are told at once."""
        case = settled_order()
        outcome = case.report("imminent_risk", "2026-03-15 23:10", person="partner-1")
        assert [(n.to_role, n.kind) for n in outcome.receipt.notices] == [
            (Role.COMMUNITY_PRACTITIONER, NoticeClass.IMMEDIATE),
            (Role.SPO, NoticeClass.ESCALATION),
        ]
        assert case.duty("immediate_disclosure").grave
        assert case.due("immediate_disclosure") == "2026-03-16"

    def test_pf_16_13b_in_custody_the_intelligence_report_is_evidence(self) -> None:
        case = sentenced("2027-03-01")
        case.report("imminent_risk", "2026-03-15 23:10", person="partner-1", role="keyworker")
        assert [n.to_role for _, n in case.told if "imminent" in n.about] == [Role.POM, Role.HEAD_OF_OMD]
        with pytest.raises(Refused) as refused:
            case.done("immediate_disclosure", "2026-03-16")
        assert clauses(refused.value) == {"PF-16.13b"}
        case.done("immediate_disclosure", "2026-03-16", intelligence_report="report-1")

    def test_ev_19_a_disclosure_made_at_once_is_followed_up_like_any_other(self) -> None:
        case = settled_order()
        case.report("imminent_risk", "2026-03-16", person="partner-1")
        case.done("immediate_disclosure", "2026-03-16 15:00")
        assert case.duty("after_disclosure").subject == "partner-1"
        assert case.due("after_disclosure") == "2026-03-18"

    def test_found_not_to_be_needed_nothing_follows(self) -> None:
        case = settled_order()
        case.report("imminent_risk", "2026-03-16", person="partner-1")
        case.done("immediate_disclosure", "2026-03-16 15:00", disclosed=False)
        assert "after_disclosure" not in case.kinds


class TestRefusedDetails:
    """EV-18, AM-62: refusal, partial details and denial alike."""

    def test_on_a_licence_with_the_condition_enforcement_may_be_recall(self) -> None:
        case = on_licence()
        outcome = case.report("partner_details_refused", "2026-03-16", partner="partner-1")
        assert kinds(outcome.receipt.opened) == {"enforcement_decision", "find_partner", "police_enquiry", "review"}
        assert case.duty("enforcement_decision").clocks[0].clause == "PF-16.16b"
        with pytest.raises(Refused) as refused:
            case.decided("enforcement", "recall", "2026-03-16 12:00", rationale="he will not say who she is")
        assert clauses(refused.value) == {"PF-16.16b"}  # with the manager
        case.decided("enforcement", "recall", "2026-03-16 12:00", rationale="he will not say who she is",
                     manager_discussed_with="spo-1")  # fmt: skip
        assert "enforcement_decision" not in case.kinds

    @pytest.mark.parametrize("case", ["order", "licence without the condition"])
    def test_am_33_without_the_condition_section_16_17_applies(self, case: str) -> None:
        driven = settled_order() if case == "order" else on_licence(relationship_condition=False)
        driven.report("partner_details_refused", "2026-03-16", partner="partner-1")
        assert driven.duty("enforcement_decision").clocks[0].clause == "PF-16.17a"

    def test_gu_36_recall_is_refused_on_an_order(self) -> None:
        case = settled_order()
        case.report("partner_details_refused", "2026-03-16", partner="partner-1")
        with pytest.raises(Refused, match="GU-36") as refused:
            case.decided("enforcement", "recall", "2026-03-17", rationale="he will not say who she is")
        assert clauses(refused.value) == {"PF-16.17a"}
        case.decided("enforcement", "breach", "2026-03-17")

    def test_once_the_details_are_known_the_partner_is_no_longer_looked_for(self) -> None:
        case = settled_order()
        case.report("partner_details_refused", "2026-03-16", partner="partner-1")
        outcome = case.report("new_relationship", "2026-03-20", partner="partner-1", details_known=True)
        assert kinds(outcome.receipt.closed) == {"find_partner"}

    def test_in_custody_there_is_nothing_to_enforce_and_the_partner_is_still_looked_for(self) -> None:
        case = sentenced("2027-03-01")
        case.report("partner_details_refused", "2026-03-16", partner="partner-1")
        assert "enforcement_decision" not in case.kinds
        assert "find_partner" in case.kinds
        with pytest.raises(Refused, match="may not be waived"):
            case.waive("find_partner", "2026-03-17", "he will not say")


class TestLifer:
    """EV-22, PF-15.17: someone serving life for killing a partner."""

    DECIDED: ClassVar = {"rationale": "no contact outside yet", "manager_discussed_with": "omd-1"}

    def test_pf_15_17b_the_forum_is_part_of_the_new_partner_s_work_and_comes_before_it_is_done(self) -> None:
        case = sentenced(None, kind="indeterminate", profile=KILLED_A_PARTNER)
        outcome = case.report("new_relationship", "2026-03-16", partner="partner-1", children=["child-1"])
        assert len(outcome.receipt.opened) == 6
        work = case.duty("new_partner")
        assert work.grave
        assert {c.clause for c in work.clocks} == {None, "PF-15.17a"}
        with pytest.raises(Refused, match="record the decision lifer_forum"):
            case.done("new_partner", "2026-03-18")
        case.decided("lifer_forum", "neither", "2026-03-18", subject="partner-1", **self.DECIDED)
        case.done("new_partner", "2026-03-18")

    def test_pf_15_17a_so_is_it_of_the_start_when_coming_out_of_prison_already_in_one(self) -> None:
        case = sentenced(None, kind="indeterminate", profile=KILLED_A_PARTNER)
        case.report("new_relationship", "2026-03-16", partner="partner-1")
        case.decided("lifer_forum", "neither", "2026-03-17", subject="partner-1", **self.DECIDED)
        case.report("released", "2026-09-01", kind="life_licence")
        with pytest.raises(Refused, match="record the decision lifer_forum"):
            case.done("start_checks", "2026-09-02")
        case.decided("lifer_forum", "neither", "2026-09-02", subject="partner-1", **self.DECIDED)
        case.done("start_checks", "2026-09-02")
        assert case.case.processes["lifer_at_the_start"] == "decided"

    def test_pf_15_17c_a_decision_names_the_partner(self) -> None:
        case = sentenced(None, kind="indeterminate", profile=KILLED_A_PARTNER)
        case.report("new_relationship", "2026-03-16", partner="partner-1")
        with pytest.raises(Refused, match="say which partner"):
            case.decided("lifer_forum", "neither", "2026-03-17", **self.DECIDED)

    @pytest.mark.parametrize("let_go", ["new_partner", "start_checks"])
    def test_pf_15_17a_it_stands_by_itself_where_the_work_it_was_part_of_is_let_go(self, let_go: str) -> None:
        case = sentenced(None, kind="indeterminate", profile=KILLED_A_PARTNER)
        case.report("new_relationship", "2026-03-16", partner="partner-1")
        if let_go == "start_checks":
            case.report("released", "2026-03-17", kind="life_licence")
        case.waive(let_go, "2026-03-18", "done by another team")
        assert case.duty("lifer_forum_decision", "partner-1").grave
        case.decided("lifer_forum", "neither", "2026-03-19", subject="partner-1", **self.DECIDED)
        assert "lifer_forum_decision" not in case.kinds

    def test_pf_15_17a_a_recall_before_the_start_checks_leaves_it_owed(self) -> None:
        case = sentenced(None, kind="indeterminate", profile=KILLED_A_PARTNER)
        case.report("new_relationship", "2026-03-16", partner="partner-1")
        case.report("released", "2026-03-17", kind="life_licence")
        case.report("recalled", "2026-03-18")
        assert case.duty("lifer_forum_decision", "partner-1").grave

    def test_not_for_others(self) -> None:
        life = sentenced(None, kind="indeterminate")
        term = sentenced("2027-03-01", profile=KILLED_A_PARTNER)
        for case in (life, term):
            case.report("new_relationship", "2026-03-16", partner="partner-1")
            assert not any(name.startswith("lifer_forum") for name in case.case.processes)
