"""Which intervention suits whom: IN-01 to IN-23, each judged on the facts that its row names."""

from typing import Any

import pytest

from models.case import Profile
from models.needs import Needs
from models.programme_record import ProgrammeRecord
from models.risk import AbuseKind, RoshLevel
from models.sentence import Programme
from policy.clauses import CLAUSES
from policy.interventions.facts import Facts
from policy.interventions.judgement import Judgement, Verdict
from policy.interventions.register import INTERVENTIONS, covering, next_routes

MAN: dict[str, Any] = {
    "gender": "man",
    "heterosexual_relationship": True,
    "sara_level": "medium",
    "abuse_conviction": True,
}
WOMAN: dict[str, Any] = {**MAN, "gender": "woman"}


def facts(
    needs: dict[str, Any] | None = None,
    abuse: tuple[str, ...] = ("intimate_partner",),
    rosh: str = "medium",
    custody: bool = False,
    programme: str | None = None,
    finished: bool = False,
    **record: Any,
) -> Facts:
    required = Programme(programme) if programme else None
    return Facts(
        needs=Needs.model_validate(MAN if needs is None else needs),
        abuse=frozenset(AbuseKind(kind) for kind in abuse),
        rosh=RoshLevel(rosh),
        in_custody=custody,
        in_community=not custody,
        programme=required,
        finished=finished,
        on_bbr=required in {Programme.BBR, Programme.BBR_ADF} and not finished,
        record=ProgrammeRecord(**record),
    )


def judged(name: str, on: Facts) -> Judgement:
    return INTERVENTIONS[name].judge(on)


YES, NO, ASK = Verdict.ELIGIBLE, Verdict.NOT_ELIGIBLE, Verdict.ASK
FAMILIAL = ("familial",)
LEARNS = {**MAN, "learning_challenges": True}
KAIZEN = {**MAN, "violent_or_sexual_conviction": True}

TABLE: list[tuple[str, str, Facts, Verdict, str]] = [
    ("IN-01", "bbr", facts(), YES, "12.9a"),
    ("IN-01", "bbr", facts(custody=True), YES, "12.9a"),
    ("IN-01", "bbr", facts(abuse=FAMILIAL), NO, "12.14b"),
    ("IN-01", "bbr", facts(abuse=("intimate_partner", "familial")), YES, "12.9a"),
    ("IN-01", "bbr", facts(WOMAN), NO, "12.9a"),
    ("IN-01", "bbr", facts({**MAN, "heterosexual_relationship": False}), ASK, "12.12a"),
    ("IN-01", "bbr", facts({**MAN, "sara_level": "low"}), NO, "INS-D18"),
    ("IN-01", "bbr", facts({}), ASK, "12.9a"),
    ("IN-02", "bbr_adf", facts(adf_possible=True), YES, "12.9e"),
    ("IN-02", "bbr_adf", facts(), ASK, "12.9e"),
    ("IN-02", "bbr_adf", facts(adf_possible=False), NO, "12.9e"),
    ("IN-02", "bbr_adf", facts(WOMAN, adf_possible=True), NO, "12.9a"),
    ("IN-03", "kaizen", facts(KAIZEN, rosh="high", custody=True), YES, "12.8b"),
    ("IN-03", "kaizen", facts(KAIZEN, rosh="high"), NO, "12.8b"),
    ("IN-03", "kaizen", facts(KAIZEN, rosh="medium", custody=True), NO, "12.8b"),
    ("IN-03", "kaizen", facts(KAIZEN, rosh="unknown", custody=True), ASK, "12.8b"),
    ("IN-03", "kaizen", facts({**MAN, "violent_or_sexual_conviction": False}, rosh="high", custody=True), NO,
     "12.8b"),
    ("IN-04", "nms", facts({**LEARNS, "reoffending_risk": "medium"}), YES, "section 12.10"),
    ("IN-04", "nms", facts({**LEARNS, "reoffending_risk": "low"}), NO, "section 12.10"),
    ("IN-04", "nms", facts({**MAN, "learning_challenges": False, "reoffending_risk": "high"}), NO, "section 12.10"),
    ("IN-04", "nms", facts({**LEARNS, "gender": "woman", "reoffending_risk": "high"}), NO, "section 12.10"),
    ("IN-05", "bnm_plus", facts({**LEARNS, "reoffending_risk": "high"}), YES, "section 12.10"),
    ("IN-05", "bnm_plus", facts({**LEARNS, "reoffending_risk": "medium"}), NO, "section 12.10"),
    ("IN-05", "bnm_plus", facts(LEARNS), ASK, "section 12.10"),
    ("IN-06", "structured_intervention", facts({**MAN, "sara_level": "low"}), YES, "12.9g"),
    ("IN-06", "structured_intervention", facts({**MAN, "sara_level": "low"}, custody=True), NO, "12.4a"),
    ("IN-06", "structured_intervention", facts(), NO, "INS-D19"),
    ("IN-06", "structured_intervention", facts(suitable=False), YES, "12.9g"),
    ("IN-06", "structured_intervention", facts({**WOMAN, "sara_level": "low"}), ASK, "12.5a"),
    ("IN-06", "structured_intervention", facts({**MAN, "sara_level": "low", "abuse_conviction": False}), NO,
     "12.9g"),
    ("IN-07", "srt", facts(adf_possible=False), YES, "12.9f"),
    ("IN-07", "srt", facts(adf_possible=True), NO, "12.9f"),
    ("IN-07", "srt", facts(), ASK, "12.9e"),
    ("IN-07", "srt", facts(WOMAN), YES, "12.9f"),
    ("IN-07", "srt", facts(adf_possible=False, custody=True), NO, "12.4a"),
    ("IN-08", "stepping_stones", facts(abuse=FAMILIAL, suitable=False), YES, "12.14c"),
    ("IN-08", "stepping_stones", facts(abuse=FAMILIAL), ASK, "12.14c"),
    ("IN-08", "stepping_stones", facts(suitable=False), NO, "12.14b"),
    ("IN-08", "stepping_stones", facts(abuse=FAMILIAL, suitable=False, custody=True), NO, "12.4a"),
    ("IN-09", "tsp", facts(abuse=FAMILIAL), YES, "12.14b"),
    ("IN-09", "tsp", facts(), ASK, "12.14b"),
    ("IN-10", "kaizen_familial", facts(abuse=FAMILIAL, rosh="very_high", custody=True), YES, "12.14b"),
    ("IN-10", "kaizen_familial", facts(abuse=FAMILIAL, rosh="very_high"), NO, "12.8b"),
    ("IN-10", "kaizen_familial", facts(rosh="very_high", custody=True), NO, "12.14b"),
    ("IN-11", "womens_structured_interventions", facts(WOMAN), ASK, "12.5a"),
    ("IN-11", "womens_structured_interventions", facts(), NO, "12.5a"),
    ("IN-12", "first_steps", facts(WOMAN), YES, "12.4a"),
    ("IN-12", "first_steps", facts(), NO, "section 12.11"),
    ("IN-13", "accredited_programme_women", facts(WOMAN), ASK, "12.11a"),
    ("IN-13", "accredited_programme_women", facts(), NO, "12.11a"),
    ("IN-14", "accredited_programme_lgbt", facts({"heterosexual_relationship": False}), ASK, "12.12a"),
    ("IN-14", "accredited_programme_lgbt", facts(), NO, "12.12a"),
    ("IN-15", "opd_pathway", facts({**MAN, "opd_screened_in": True}), ASK, "12.13a"),
    ("IN-15", "opd_pathway", facts({**MAN, "opd_screened_in": False}), NO, "12.13a"),
    ("IN-16", "complex_needs", facts({**MAN, "complex_needs": True}), ASK, "12.15b"),
    ("IN-16", "complex_needs", facts({**MAN, "complex_needs": True}, harm_shown=True), NO, "12.15a"),
    ("IN-16", "complex_needs", facts(), YES, "12.15a"),
    ("IN-17", "rar", facts(WOMAN), YES, "12.7b"),
    ("IN-17", "rar", facts(), ASK, "12.7b"),
    ("IN-18", "licence_condition", facts(custody=True, programme="bbr"), YES, "9.2c"),
    ("IN-18", "licence_condition", facts(custody=True, programme="bbr", finished=True), NO, "9.2c"),
    ("IN-19", "daso", facts(programme="bbr"), YES, "12.9c"),
    ("IN-19", "daso", facts(programme="bbr_adf"), YES, "12.9c"),
    ("IN-19", "daso", facts(programme="tsp"), NO, "12.9c"),
    ("IN-19", "daso", facts(programme="bbr", custody=True), NO, "12.9c"),
    ("IN-20", "motivational_work", facts(programme="bbr"), YES, "12.9d"),
    ("IN-20", "motivational_work", facts(), NO, "12.9d"),
    ("IN-21", "psychology", facts(rosh="high", custody=True), YES, "12.16a"),
    ("IN-21", "psychology", facts(rosh="high", suitable=False), YES, "12.16a"),
    ("IN-21", "psychology", facts({**MAN, "stalking_behaviour": True}), YES, "12.16a"),
    ("IN-21", "psychology", facts(), NO, "12.16a"),
    ("IN-22", "historical_programmes", facts(), NO, "section 3.11"),
    ("IN-23", "referral_despite_doubt", facts(programme="bbr"), YES, "12.9b"),
    ("IN-23", "referral_despite_doubt", facts(), NO, "12.9b"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "name", "on", "verdict", "clause"), TABLE)
def test_each_row_is_judged_with_its_clause_and_a_reason(
    row: str, name: str, on: Facts, verdict: Verdict, clause: str
) -> None:
    assert INTERVENTIONS[name].id == row
    said = judged(name, on)
    assert (said.verdict, said.findings[0].clause.removeprefix("PF-")) == (verdict, clause)
    assert said.findings[0].words


def test_every_row_of_the_table_has_its_rule_and_no_rule_is_nobodys() -> None:
    rows = {c.id: str(c.home) for c in CLAUSES.values() if c.table == "IN"}
    assert rows == {one.id: one.name for one in INTERVENTIONS.values()}
    assert {row for row, *_ in TABLE} == set(rows)


def test_am_24_alternative_delivery_comes_only_after_eligibility_is_confirmed() -> None:
    assert judged("bbr_adf", facts({}, adf_possible=True)).verdict is ASK
    assert judged("bbr_adf", facts(abuse=FAMILIAL, adf_possible=True)).findings[0].words.startswith("BBR itself")


def test_in_16_complex_needs_alone_bar_nobody_from_any_programme() -> None:
    needs = {**MAN, "complex_needs": True}
    assert judged("bbr", facts(needs)).verdict is YES
    assert "evidence" in judged("bbr", facts(needs, harm_shown=True)).findings[0].words


def test_in_15_the_route_of_the_opd_pathway_is_bbr_outside_and_kaizen_inside() -> None:
    needs = {**MAN, "opd_screened_in": True}
    assert "BBR" in judged("opd_pathway", facts(needs)).findings[0].words
    assert "Kaizen" in judged("opd_pathway", facts(needs, custody=True)).findings[0].words


def test_am_26_the_routes_come_in_the_order_of_the_text() -> None:
    def routes(on: Facts) -> list[str]:
        return [one.name for one, _ in next_routes(on)]

    assert routes(facts(suitable=False))[:3] == ["bbr_adf", "srt", "structured_intervention"]
    assert routes(facts(suitable=False, adf_possible=False))[:2] == ["srt", "structured_intervention"]
    assert routes(facts(WOMAN)) == ["srt", "structured_intervention", "womens_structured_interventions",
                                    "first_steps", "rar"]  # fmt: skip
    assert routes(facts(custody=True, adf_possible=False)) == ["rar"]


@pytest.mark.parametrize("programme", list(Programme))
def test_every_programme_but_a_nameless_one_is_judged_by_a_row(programme: Programme) -> None:
    row = covering(programme, facts())
    assert row is None if programme is Programme.OTHER else row is not None and programme in row.programmes


@pytest.mark.parametrize("programme", ["idap", "cdvp"])
def test_in_22_a_historical_programme_is_past_history_and_nothing_else(programme: str) -> None:
    assert Profile.model_validate({"past_programmes": [programme]}).past_programmes == [programme]
    with pytest.raises(ValueError, match="is not a valid Programme"):
        Programme(programme)


def test_nothing_of_all_this_is_needed_to_open_a_case() -> None:
    assert Profile().model_dump(include=set(Needs.model_fields), exclude_none=True) == {}
