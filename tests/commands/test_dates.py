"""The ``dates`` command: facts in, answers out, and a clear line for whatever is wrong."""

import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time

from commands.dates import dates, dates_command, run
from commands.facts_input import FactsError
from models.release_facts import ReleaseFacts
from policy.handover import ROWS

TODAY = date(2026, 11, 20)
DOCS = Path(__file__).parents[2] / "docs" / "dates.md"
FACTS: dict[str, Any] = {
    "reference": "case-1",
    "over_18": True,
    "sentence_type": "determinate",
    "sentence_start_date": "2026-03-02",
    "conditional_release_date": "2028-12-25",
}


def write(folder: Path, text: str) -> str:
    path = folder / "facts.json"
    path.write_text(text, encoding="utf-8")
    return str(path)


def problems(folder: Path, text: str) -> list[str]:
    code, shown = run(write(folder, text), TODAY)
    assert code == 2
    return shown.splitlines()


class TestAnswers:
    def test_one_case(self) -> None:
        answer = dates(FACTS, TODAY)
        assert answer["reference"] == "case-1" and answer["on"] == "2026-11-20"
        assert answer["handover"]["handover_date"] == "2028-04-11"
        assert answer["handover"]["reason"] == "determinate"
        assert answer["licence"]["licence_start_date"] == "2028-12-22"
        assert answer["key_dates"]["not_counted"]["programme_referral"] == "no programme required"
        assert json.loads(json.dumps(answer)) == answer

    def test_the_day_asked_about_can_be_given(self) -> None:
        answer = dates({**FACTS, "on": "2028-04-11"}, TODAY)
        assert (answer["on"], answer["handover"]["responsible"]) == ("2028-04-11", "com")

    def test_outside_the_policy_is_not_unknown(self) -> None:
        outside = dates({**FACTS, "over_18": False}, TODAY)["handover"]
        assert outside == {"inside_policy": False, "because": ["under 18"], "next_change": None}
        unknown = dates({"sentence_type": "indeterminate", "sentence_start_date": "2020-01-01"}, TODAY)["handover"]
        assert unknown["inside_policy"] and unknown["reason"] == "release_date_unknown"

    def test_nothing_known_is_still_an_answer(self) -> None:
        assert dates({}, TODAY)["key_dates"]["dates"] == []

    def test_an_announced_bank_holiday_moves_the_deadline_and_names_the_version(self) -> None:
        facts = {"supervision_start": "2026-12-14", "rosh": "high"}
        [before] = dates(facts, TODAY)["key_dates"]["dates"]
        told = dates({**facts, "announced_bank_holidays": {"2026-12-29": "Announced"}}, TODAY)
        [after] = told["key_dates"]["dates"]
        assert (before["due"], after["due"]) == ("2027-01-07", "2027-01-08")
        assert after["calendar_version"] == told["calendar"]["version"] != before["calendar_version"]

    def test_a_withdrawn_bank_holiday_moves_it_back(self) -> None:
        facts = {"supervision_start": "2026-12-14", "rosh": "high", "withdrawn_bank_holidays": ["2026-12-28"]}
        assert dates(facts, TODAY)["key_dates"]["dates"][0]["due"] == "2027-01-06"


class TestReading:
    def test_an_object_an_array_and_lines_come_back_as_they_came(self, tmp_path: Path) -> None:
        one = json.dumps(FACTS)
        answer = dates(FACTS, TODAY)
        assert json.loads(run(write(tmp_path, one), TODAY)[1]) == answer
        assert json.loads(run(write(tmp_path, f"[{one}, {one}]"), TODAY)[1]) == [answer, answer]
        code, shown = run(write(tmp_path, f"{one}\n\n{one}\n"), TODAY)
        assert code == 0 and [json.loads(line) for line in shown.splitlines()] == [answer, answer]
        assert run(write(tmp_path, "[]"), TODAY) == (0, "[]")

    def test_a_byte_order_mark_is_passed_over(self, tmp_path: Path) -> None:
        assert run(write(tmp_path, "\ufeff{}"), TODAY)[0] == 0

    def test_standard_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
        assert run("-", TODAY)[0] == 0

    def test_text_for_people(self, tmp_path: Path) -> None:
        given = {**FACTS, "supervision_start": "2026-10-01", "mappa_level": 2}
        code, shown = run(write(tmp_path, json.dumps(given)), TODAY, json=False)
        assert code == 0
        assert "2026-10-22 LATE first home visit (15 working days from start of supervision 2026-10-01" in shown
        assert "(6 months before conditional release date 2028-12-25, PF-9.2e)" in shown
        young = run(write(tmp_path, '{"over_18": false}'), TODAY, json=False)
        assert "outside the policy (under 18; neither sentenced" in young[1]


class TestProblems:
    @pytest.mark.parametrize(
        ("facts", "line"),
        [
            ({"tariff_date": "01/02/2026"}, "tariff_date: give a date as YYYY-MM-DD"),
            ({"tariff_date": 20260201}, "tariff_date: give a date as YYYY-MM-DD"),
            ({"tariff_date": "2026-02-01T00:00:00"}, "tariff_date: give a date as YYYY-MM-DD"),
            ({"tariff_date": "2026-02-30"}, "tariff_date: there is no such day in the calendar"),
            ({"tariff_date": "9999-12-31"}, "tariff_date: give a date between 1900-01-01 and 2199-12-31"),
            ({"tarif_date": "2026-02-01"}, "tarif_date: not a known field; did you mean tariff_date?"),
            ({"xyzzy": 1}, "xyzzy: not a known field"),
            ({"a\nb": 1}, "'a\\nb': not a known field"),
            ({"mappa_level": 4}, "mappa_level: Input should be less than or equal to 3"),
            ({"mappa_level": False}, "mappa_level: Input should be a valid integer"),
            ({"recalled": "yes"}, "recalled: Input should be a valid boolean"),
            ({"parole_reviews": [{}, {"hearing_date": "soon"}]},
             "parole_reviews.1.hearing_date: give a date as YYYY-MM-DD"),
            ({"announced_bank_holidays": {"soon": "A day"}},
             "announced_bank_holidays.soon: give a date as YYYY-MM-DD"),
            ({"responsibility_override": {"reason": "other"}},
             "responsibility_override: explanation is needed when the reason is other"),
            ({"over_18": True, "date_of_birth": "1990-01-01"}, "give date_of_birth or over_18, not both"),
            ({"target_hearing_date": "2028-01-01", "parole_reviews": [{}]},
             "give target_hearing_date or parole_reviews, not both"),
            ({"sentence_start_date": "2020-01-01"}, "sentence_type is needed with sentence_start_date"),
        ],
    )  # fmt: skip
    def test_each_bad_field_gives_one_line_that_names_it(self, tmp_path: Path, facts: Any, line: str) -> None:
        assert problems(tmp_path, json.dumps(facts)) == [line]

    def test_every_bad_field_of_every_item_is_told_at_once(self, tmp_path: Path) -> None:
        items = [FACTS, {"tariff_date": "x", "recalled": None}, 7, {"rosh": "High"}]
        lines = problems(tmp_path, json.dumps(items))
        assert [line.split(":")[:2] for line in lines] == [
            ["item 2", " tariff_date"], ["item 2", " recalled"], ["item 3", " facts must be a JSON object"],
            ["item 4", " rosh"],
        ]  # fmt: skip
        assert problems(tmp_path, "\n".join(map(json.dumps, items))) == lines

    def test_the_value_is_never_repeated(self, tmp_path: Path) -> None:
        shown = problems(tmp_path, '{"tariff_date": "12 Acacia Road", "rosh": "Acacia", "recalled": "Acacia"}')
        assert len(shown) == 3 and "Acacia" not in "".join(shown)

    def test_a_field_given_twice_is_told(self, tmp_path: Path) -> None:
        assert problems(tmp_path, '{"on": "2026-01-01", "on": "2026-01-02"}') == ["on: given twice"]
        nested = '[{}, {"open_conditions": {"estate": "men", "estate": "women"}}]'
        assert problems(tmp_path, nested) == ["item 2: open_conditions.estate: given twice"]

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("", "no facts given: the input is empty"),
            ('{"on": }', "not JSON: Expecting value (line 1 column 8)"),
            ('{"on":\n  nonsense}', "not JSON: Expecting value (line 2 column 3)"),
            ('{}\n{"on": }', "not JSON: Expecting value (line 2 column 8)"),
            ("7", "facts must be a JSON object"),
            ("[" * 100_000, "not JSON: nested too deeply (line 1 column 1)"),
        ],
    )
    def test_what_is_not_json(self, tmp_path: Path, text: str, line: str) -> None:
        assert problems(tmp_path, text) == [line]

    def test_what_cannot_be_read(self, tmp_path: Path) -> None:
        assert run(str(tmp_path / "none.json"), TODAY)[1].endswith("none.json: No such file or directory")
        assert run(str(tmp_path), TODAY)[0] == 2
        (tmp_path / "latin").write_bytes(b'{"reference": "\xe9"}')
        assert run(str(tmp_path / "latin"), TODAY)[1].endswith("latin: not UTF-8 text")

    def test_the_function_raises_the_same_lines(self) -> None:
        with pytest.raises(FactsError) as told:
            dates({"recalled": 1, "rosh": 2}, TODAY)
        assert len(told.value.problems) == 2


class TestCommand:
    @freeze_time("2026-07-01T23:30:00Z")
    def test_today_is_the_london_date(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Half past midnight in London is still yesterday in UTC: the real service would say 1 July."""
        assert dates_command(Path(write(tmp_path, "{}"))) == 0
        assert json.loads(capsys.readouterr().out)["on"] == "2026-07-02"

    def test_problems_go_to_standard_error(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert dates_command(Path(write(tmp_path, '{"rosh": 1}'))) == 2
        shown = capsys.readouterr()
        assert shown.out == "" and shown.err.startswith("rosh: ")

    def test_text_when_json_is_not_wanted(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert dates_command(Path(write(tmp_path, "{}")), json=False) == 0
        assert capsys.readouterr().out.startswith("case on ")


class TestTheDocument:
    """docs/dates.md says what the code does."""

    def test_every_field_is_described(self) -> None:
        described = set(re.findall(r"^\| `(\w+)`", DOCS.read_text(), re.MULTILINE))
        assert set(ReleaseFacts.model_fields) <= described

    def test_the_table_of_rows_is_the_one_in_code(self) -> None:
        text = DOCS.read_text()
        for row in ROWS:
            assert f"| {row.number} | {row.words} |" in text
            assert f"| `{row.reason}` |" in text

    def test_every_example_is_read(self) -> None:
        blocks = re.findall(r"```json facts\n(.*?)```", DOCS.read_text(), re.DOTALL)
        assert len(blocks) > 5
        for block in blocks:
            assert dates(json.loads(block), TODAY)

    def test_every_shown_answer_is_the_answer(self) -> None:
        pairs = re.findall(r"```json facts\n(.*?)```\s+```json answer\n(.*?)```", DOCS.read_text(), re.DOTALL)
        assert pairs
        for given, shown in pairs:
            assert part_of(json.loads(shown), dates(json.loads(given), TODAY))


def part_of(shown: Any, whole: Any) -> bool:
    """Whether everything shown is in the whole answer; a document need not show it all."""
    if isinstance(shown, dict):
        return all(name in whole and part_of(value, whole[name]) for name, value in shown.items())
    if isinstance(shown, list):
        return len(shown) == len(whole) and all(part_of(one, other) for one, other in zip(shown, whole, strict=True))
    return bool(shown == whole)
