"""Caseload files: what is read of them, and what is said of what cannot be; nothing written is ever repeated."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adoption.adopting import Result, rehearse_all, said_in
from adoption.moments import BadMoment, day, moment
from adoption.said import Item, Problem, Row, SaidOfCase, Unreadable, row_of
from commands.adoption_docs import DOCS, current

EXAMPLES = Path(__file__).parents[2] / "examples" / "caseload"
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
SECRET = "12 Acacia Road"

CASES = "case,sentenced_on,sentence,practitioner,practitioner_since,settled_to,still_open,people_at_risk\n"
GOOD = "case-1,04/03/2024,community_order,com-1,2024-03-05,2026-11-01,home_visit,partner-1:partner;child-1:child:7\n"
FACTS = "case,what,name,on,by,subject,reason,role,partner,certainty,option,children,safe_to_visit\n"


def rehearsed(folder: Path, cases: str, facts: str | None = None) -> list[Result]:
    """What a dry run says of two CSV files."""
    (folder / "cases.csv").write_text(cases, encoding="utf-8")
    if facts is not None:
        (folder / "facts.csv").write_text(facts, encoding="utf-8")
    found: list[Result] = []
    rehearse_all(said_in(folder / "cases.csv", folder / "facts.csv" if facts is not None else None), NOW, found.append)
    return found


def problems(results: list[Result]) -> list[tuple[int | None, str | None, str]]:
    """Every problem but that the assessment of these cases is not known: line, field, file."""
    found = [(p.line, p.field, p.file) for r in results for p in r.problems]
    return [p for p in found if p[1] != "settled_to initial_assessment"]


def test_the_page_has_every_column_and_field() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert text == current(text)


def test_both_examples_say_the_same() -> None:
    by_file: list[list[Result]] = []
    for file, facts in (("cases.csv", EXAMPLES / "facts.csv"), ("cases.jsonl", None)):
        found: list[Result] = []
        rehearse_all(said_in(EXAMPLES / file, facts), NOW, found.append)
        by_file.append(found)
    csv, lines = ([(r.case_id, r.receipt and r.receipt.opened, r.problems) for r in results] for results in by_file)
    assert csv == lines and all(not wrong for _, _, wrong in csv)
    assert len(csv) == 2


def test_the_ordinary_columns(tmp_path: Path) -> None:
    (result,) = rehearsed(tmp_path, CASES + GOOD, "case,what,name,on\n")
    assert result.receipt is not None and result.receipt.stage == "community_order"
    assert "home_visit" in {line.kind for line in result.receipt.opened}


def test_one_row_that_is_wrong_stops_no_other(tmp_path: Path) -> None:
    bad = f"case-2,soon,community_order,com-1,2024-03-05,,,{SECRET}\ncase-3,,,,,,,\n"
    results = rehearsed(tmp_path, CASES + bad + GOOD + GOOD.replace("case-1", "case-4"))
    assert problems(results)[:2] == [(2, "sentenced_on", ""), (3, "sentenced_on", "")]
    assert [r.case_id for r in results if r.receipt] == ["case-1", "case-4"]
    assert SECRET not in str(results[0].problems)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (f"case-1,fact,new_relationship,2024-05-01,com-1,,,,{SECRET},disclosed,,,", "partner"),
        ("case-1,fact,new_relationshp,2024-05-01,com-1,,,,partner-1,disclosed,,,", "type"),
        ("case-1,fact,new_relationship,May,com-1,,,,partner-1,disclosed,,,", "occurred_at"),
        ("case-1,fact,died,2024-05-01,com-1,,,,partner-1,,,,", "partner"),
        ("case-1,done,home_vist,2024-05-01,com-1,,,,,,,,", "work"),
        (f"case-1,done,home_visit,2024-03-20,com-1,,,,,,,,{SECRET}", "done evidence.safe_to_visit"),
        ("case-1,done,home_visit,2024-03-20,com-1,,,,partner-1,,,,", "done evidence.partner"),
        ("case-1,done,daso_contact,2024-03-20,com-1,,,,,,,,", "done work"),
        ("case-1,let_go,start_checks,2024-03-07,spo-1,,in hospital,,,,,,", "done role"),
        ("case-1,decision,disclosure,2024-05-01,com-1,partner-1,,,,,perhaps,,", "decisions option"),
        ("case-1,decision,disclosed,2024-05-01,com-1,partner-1,,,,,disclose,,", "kind"),
        ("case-1,wrong,disclosed,2024-05-01,com-1,,,,,,,,", "what"),
        ("case-9,fact,died,2024-05-01,com-1,,,,,,,,", "case"),
    ],
)
def test_what_of_the_second_file_cannot_be_used_is_named_by_line_and_field(
    row: str, field: str, tmp_path: Path
) -> None:
    results = rehearsed(tmp_path, CASES + GOOD, FACTS + "\n" + row + "\n")
    assert [p for p in problems(results) if p[2]] == [(3, field, "facts.csv")]
    assert [r.case_id for r in results if r.receipt] == ["case-1"]
    assert SECRET not in str(results)


@pytest.mark.parametrize(
    ("cells", "said"), [(",", None), ("true,", []), ("true,com-2;com-3", ["com-2", "com-3"]), ("false,", None)]
)
def test_who_may_look_into_a_restricted_case(cells: str, said: list[str] | None, tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text(f"case,sentenced_on,sentence,restricted,restricted_to\ncase-1,04/03/2024,community_order,{cells}\n")
    [case] = said_in(file, None)
    assert isinstance(case, SaidOfCase)
    row, problems_ = row_of(case)
    assert (row.restricted_to, problems_) == (said, [])


@pytest.mark.parametrize(("cells", "field"), [(",com-2", "restricted"), (f"true,{SECRET}", "restricted_to.0")])
def test_a_restriction_that_is_unclear_keeps_its_case_out(cells: str, field: str, tmp_path: Path) -> None:
    header = "case,sentenced_on,sentence,restricted,restricted_to\n"
    [result] = rehearsed(tmp_path, f"{header}case-1,04/03/2024,community_order,{cells}\n")
    assert (result.receipt, [p.field for p in result.problems]) == (None, [field])
    assert SECRET not in str(result)


def test_lists_and_parts_of_fields_in_cells(tmp_path: Path) -> None:
    header = "case,what,name,on,partner,certainty,children,dates.sentence_end\n"
    rows = "case-1,fact,new_relationship,2026-11-20,partner-2,disclosed,child-2;child-3,\n"
    rows += "case-1,fact,dates_changed,2026-11-21,,,,2027-03-04\n"
    (result,) = rehearsed(tmp_path, CASES + GOOD, header + rows)
    assert problems([result]) == []
    assert result.receipt is not None
    assert {"new_partner", "review"} <= {line.kind for line in result.receipt.opened}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "needs this column"),
        ("case;sentenced_on\n", "commas"),
        ("case,sentensed_on\n", "did you mean sentenced_on"),
        ("case,case\n", "stands twice"),
        ("case,team\ncase-1,team-1,extra\n", "more cells than columns"),
        ('case,team\ncase-1,"team-1\n', "quotation mark"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_as_a_whole(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=words):
        rehearsed(tmp_path, text)


def test_other_files(tmp_path: Path) -> None:
    for name in ("cases.xlsx", "missing.csv", "missing.jsonl"):
        with pytest.raises(Unreadable):
            list(said_in(tmp_path / name, None))
    (tmp_path / "latin.csv").write_bytes("case,team\ncase-1,\xe9\n".encode("latin-1"))
    with pytest.raises(Unreadable, match="UTF-8"):
        list(said_in(tmp_path / "latin.csv", None))


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("not json", None),
        ("[]", None),
        ('{"case_id": "case-1"}', "opening"),
        ('{"case_id": "case-1", "facts": {}, "opening": {}}', "facts"),
        ('{"case_id": "Case 1", '
         '"opening": {"type": "sentence_passed", "kind": "determinate", "occurred_at": "2024-03-04"}}', "case_id"),
        ('{"case_id": "case-1", "opening": {"type": "sentence_passed", "kind": "determinate", "occurred_at": "soon"}}',
         "opening.occurred_at"),
        ('{"case_id": "case-1", "surname": "x", "opening": {"type": "died", "occurred_at": "2024-03-04"}}', "surname"),
        ('{"case_id": "case-1", "still_open": [{"work": "visit_home"}], '
         '"opening": {"type": "sentence_passed", "kind": "determinate", "occurred_at": "2024-03-04"}}', "still_open"),
    ],
)  # fmt: skip
def test_lines_that_cannot_be_used(line: str, field: str | None, tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(line + "\n", encoding="utf-8")
    found: list[Result] = []
    rehearse_all(said_in(tmp_path / "cases.jsonl", None), NOW, found.append)
    assert [(r.line, r.problems[0].field, r.receipt) for r in found] == [(1, field, None)]


def test_a_case_stands_once_and_a_past_has_a_limit(tmp_path: Path) -> None:
    results = rehearsed(tmp_path, CASES + GOOD + GOOD)
    assert problems(results) == [(3, "case", "")]
    facts = [_item({"type": "significant_change", "occurred_at": "2024-05-01"})] * 9000
    with pytest.raises(Unreadable, match="too much"):
        row_of(SaidOfCase(1, json.loads(json.dumps(OPENED)), facts))


OPENED: dict[str, Any] = {
    "case_id": "case-1",
    "opening": {"type": "sentence_passed", "kind": "determinate", "occurred_at": "2024-03-04"},
}


def _item(said: dict[str, Any]) -> Item:
    return Item("facts", said, 1)


def test_the_same_row_has_the_same_digest_and_ids_and_another_has_others() -> None:
    def row(*facts: dict[str, Any]) -> Row:
        found, wrong = row_of(SaidOfCase(1, dict(OPENED), [_item(f) for f in facts]))
        assert wrong == []
        return found

    one = row({"type": "significant_change", "occurred_at": "2024-05-01"})
    again = row({"type": "significant_change", "occurred_at": "2024-05-01"})
    other = row({"type": "significant_change", "occurred_at": "2024-05-02"})
    assert (one.digest, one.past.ids) == (again.digest, again.past.ids)
    assert one.digest != other.digest and one.past.ids != other.past.ids


@pytest.mark.parametrize("text", ["2024-03-04", "04/03/2024", " 4/3/2024 "])
def test_days_as_people_write_them(text: str) -> None:
    assert day(text) == "2024-03-04"
    assert moment(text, 17).isoformat() == "2024-03-04T17:00:00+00:00"


@pytest.mark.parametrize(
    "text", ["2024-07-04 14:30", "04/07/2024 14:30", "2024-07-04T14:30", "2024-07-04T13:30:00Z", "2024-07-04T14:30:00"]
)
def test_moments_as_people_write_them(text: str) -> None:
    assert moment(text, 10).astimezone(UTC) == datetime(2024, 7, 4, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "2024-13-01", "31/02/2024", "20240304", "2024-03-04T25:00Z"])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(BadMoment):
        moment(text, 10)


def test_a_problem_says_where() -> None:
    assert str(Problem(3, "wrong", "team", "facts.csv")) == "facts.csv line 3: team: wrong"
    assert str(Problem(None, "wrong")) == "wrong"
