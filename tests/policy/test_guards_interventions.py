"""The choice of an intervention: GU-30 to GU-35, by request."""

from typing import Any

import pytest

from models.requests import ChooseIntervention
from models.sentence import Programme
from policy.decide import refusals
from policy.refusal import Refused
from tests.policy.driving import Driven, clauses, kinds, order_made, sentenced

MAN = {"gender": "man", "heterosexual_relationship": True, "sara_level": "medium"}


def outside(**profile: Any) -> Driven:
    return order_made(profile={**MAN, **profile})


def inside(**profile: Any) -> Driven:
    return sentenced("2028-06-01", profile={**MAN, **profile})


def refused(case: Driven, intervention: str, **fields: Any) -> Refused:
    with pytest.raises(Refused) as why:
        case.ask("choose_intervention", "2026-03-16", intervention=intervention, **fields)
    return why.value


def allowed(case: Driven, intervention: str, **fields: Any) -> set[str]:
    """The kinds of work that follow."""
    return kinds(case.ask("choose_intervention", "2026-03-16", intervention=intervention, **fields).receipt.opened)


def test_gu_30_bbr_is_refused_where_familial_abuse_alone_is_recorded_whatever_the_advice() -> None:
    why = refused(outside(abuse=["familial"]), "bbr", advice="would suit")
    assert str(why).count("(GU-30)") == 1 and "PF-12.14b" in clauses(why)
    assert "programme_referral" in allowed(outside(abuse=["intimate_partner", "familial"]), "bbr")


def test_gu_31_bbr_is_for_men() -> None:
    assert "(GU-31)" in str(refused(outside(gender="woman"), "bbr", advice="would suit"))


def test_gu_31_am_25_another_relationship_goes_to_the_treatment_manager_and_is_not_excluded() -> None:
    case = outside(heterosexual_relationship=False)
    assert "(GU-31)" in str(refused(case, "bbr"))
    assert "programme_referral" in allowed(case, "bbr", advice="suits, with responsivity in mind")


def test_gu_32_kaizen_runs_in_custody_only() -> None:
    risk = {"rosh": {"known_adult": "high"}, "violent_or_sexual_conviction": True}
    assert "(GU-32)" in str(refused(outside(**risk), "kaizen", advice="yes"))
    assert allowed(inside(**risk), "kaizen") == {"custody_programme_referral"}


@pytest.mark.parametrize("chosen", ["structured_intervention", "srt", "stepping_stones", "dawn", "firs", "first_steps"])
def test_gu_33_structured_interventions_and_toolkits_are_for_the_community(chosen: str) -> None:
    assert "(GU-33)" in str(refused(inside(), chosen, advice="yes"))
    assert "(GU-33)" not in " ".join(map(str, _reasons(outside(), chosen)))


def _reasons(case: Driven, chosen: str) -> list[Any]:
    try:
        case.ask("choose_intervention", "2026-03-16", intervention=chosen)
    except Refused as why:
        return why.reasons
    return []


def test_gu_34_in_19_a_daso_without_bbr_passes_with_a_recorded_reason() -> None:
    why = refused(outside(), "daso")
    assert "(GU-34)" in str(why) and clauses(why) == {"PF-12.9c"}
    assert allowed(outside(), "daso", daso_reason="a structured intervention here has a DASO") == {"daso_referral"}
    assert not allowed(order_made(programme="bbr"), "daso")  # it is owed already


def test_gu_35_too_little_time_passes_with_a_recorded_reason() -> None:
    why = refused(outside(), "bbr", leaves_time=False)
    assert "(GU-35)" in str(why) and clauses(why) == {"PF-12.7a"}
    allowed(outside(), "bbr", leaves_time=False, short_sentence_reason="an extension is before the court")
    allowed(outside(), "bbr", leaves_time=True)


def test_bbr_chosen_in_mid_order_is_referred_to_and_brings_the_daso() -> None:
    case = outside()
    assert allowed(case, "bbr") == {"programme_referral", "daso_referral"}
    assert (case.due("programme_referral"), case.due("daso_referral")) == ("2026-03-23", "2026-03-31")
    assert case.case.on_bbr


def test_other_work_is_chosen_with_one_duty() -> None:
    assert allowed(outside(sara_level="low", abuse_conviction=True), "structured_intervention") == {"other_route"}


def test_what_speaks_against_it_passes_with_the_treatment_managers_advice() -> None:
    case = outside(sara_level="low")
    assert clauses(refused(case, "bbr")) == {"INS-D18"}
    allowed(case, "bbr", advice="an earlier assessment was higher")


def test_what_is_not_known_holds_nobody_up() -> None:
    assert "programme_referral" in allowed(order_made(), "bbr")


def test_at_the_court_report_a_choice_opens_no_work_yet() -> None:
    case = Driven()
    case.open("court_report_requested", "2026-03-02", MAN)
    assert not allowed(case, "bbr", leaves_time=True)


def test_nothing_is_chosen_on_a_closed_case() -> None:
    case = order_made()
    case.report("died", "2026-03-09")
    assert "supervision has ended" in str(refused(case, Programme.BBR.value))


def test_what_would_be_refused_can_be_asked_beforehand() -> None:
    asked = ChooseIntervention.model_validate(
        {"request_id": "r-1", "asked_at": "2026-03-16T10:00:00Z", "asked_by": "staff-1",
         "role": "community_practitioner", "intervention": "kaizen"}
    )  # fmt: skip
    reasons = refusals(outside().state, asked)
    assert [r.field for r in reasons if "custody only" in r.words] == ["intervention"]
