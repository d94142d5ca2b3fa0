"""Reading scenarios: good files are read as written; every bad line gets a message that names line and field."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commands.play import BAD_FILE, play_command
from commands.scenario_input import Scenario, read_scenario, scenario_of
from commands.scenario_text import LARGEST_FILE, LONGEST_LINE, ScenarioError
from models.events.life import NewRelationship
from models.events.sentence import Released, SentencePassed
from models.roles import Role
from models.scenario import EVENT_TYPES, KINDS

START: dict[str, Any] = {
    "at": "2026-03-02",
    "start": "sam",
    "opening": {"event": "sentence_passed", "kind": "determinate", "dates": {"conditional_release": "+7w"}},
}
NEW_PARTNER = {"at": "+2w", "event": "new_relationship", "partner": "partner-1"}


def text(*lines: object) -> str:
    return "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)


def read(*lines: object) -> Scenario:
    return scenario_of(text(START, *lines))


def problems(*lines: object) -> list[str]:
    with pytest.raises(ScenarioError) as wrong:
        scenario_of(text(*lines))
    return list(wrong.value.problems)


def problem(*lines: object) -> str:
    (found,) = problems(START, *lines)
    return found


class TestGoodFiles:
    def test_the_first_line_opens_a_rehearsal_at_its_own_date(self) -> None:
        scenario = read()
        assert scenario.start.case_id == "rehearsal-sam"
        assert scenario.start.rehearsal_from == scenario.first == datetime(2026, 3, 2, 10, tzinfo=UTC)
        assert isinstance(scenario.start.opening, SentencePassed)
        assert scenario.start.opening.dates.conditional_release == date(2026, 4, 20)

    def test_comments_blank_lines_windows_line_ends_and_a_byte_order_mark_are_passed_over(self, tmp_path: Path) -> None:
        file = tmp_path / "case.jsonl"
        file.write_bytes(b"\xef\xbb\xbf# a case\r\n\r\n" + json.dumps(START).encode() + b"\r\n   \r\n  # more\r\n")
        scenario = read_scenario(str(file))
        assert (scenario.number, scenario.steps) == (3, ())

    def test_an_event_is_told_by_the_case_system_unless_the_line_says_who(self) -> None:
        first, second = read(NEW_PARTNER, {**NEW_PARTNER, "at": "+3w", "by": "pom-1", "role": "pom"}).steps
        assert first.event and (first.event.reported_by, first.event.role) == ("case-system", Role.CASE_SYSTEM)
        assert second.event and (second.event.reported_by, second.event.role) == ("pom-1", Role.POM)

    def test_an_event_has_an_id_of_its_line_unless_it_says_another(self) -> None:
        first, second = read(NEW_PARTNER, {**NEW_PARTNER, "event_id": "told-twice"}).steps
        assert first.event and second.event
        assert (first.event.event_id, second.event.event_id) == ("line-2", "told-twice")

    def test_late_and_back_dated_facts(self) -> None:
        (step,) = read({"at": "+6w", "event": "released", "occurred": "+4w", "known": "+5w 09:30"}).steps
        event = step.event
        assert isinstance(event, Released) and event.identified_at is not None
        assert step.at == datetime(2026, 4, 13, 9, tzinfo=UTC)  # 10:00 in London, summer time
        assert event.occurred_at == datetime(2026, 3, 30, 9, tzinfo=UTC)
        assert event.identified_at == datetime(2026, 4, 6, 8, 30, tzinfo=UTC)

    def test_something_may_have_happened_before_the_first_line(self) -> None:
        (step,) = read({**NEW_PARTNER, "occurred": "-10d"}).steps
        assert step.event and step.event.occurred_at.date() == date(2026, 2, 20)

    def test_dates_inside_an_event_may_be_offsets(self) -> None:
        (step,) = read({"at": "+7w", "event": "released", "licence_end": "+14w"}).steps
        assert isinstance(step.event, Released) and step.event.licence_end == date(2026, 6, 8)

    def test_fields_of_the_event_itself_are_read(self) -> None:
        (step,) = read({**NEW_PARTNER, "certainty": "suspected", "elsewhere": True, "children": ["child-1"]}).steps
        assert isinstance(step.event, NewRelationship)
        assert (step.event.certainty, step.event.elsewhere, step.event.children) == ("suspected", True, ["child-1"])

    def test_a_bad_completion_is_for_the_case_to_refuse(self) -> None:
        (step,) = read({"at": "+1w", "done": "home_visit", "evidence": {"no_such_field": 1}}).steps
        assert step.evidence == {"no_such_field": 1}

    def test_a_refusal_that_is_expected_may_be_of_anything(self) -> None:
        lines = [
            {"at": "+1w", "done": "disclosure_decision", "expect": "refused"},
            {"at": "+1w", "decision": "mappa", "option": "level_9", "expect": "refused"},
        ]
        assert len(read(*lines).steps) == 2


class TestMoments:
    @pytest.mark.parametrize(
        ("at", "moment"),
        [
            ("2026-03-16", datetime(2026, 3, 16, 10, tzinfo=UTC)),
            ("2026-06-01", datetime(2026, 6, 1, 9, tzinfo=UTC)),
            ("2026-03-16 14:30", datetime(2026, 3, 16, 14, 30, tzinfo=UTC)),
            ("2026-03-16T14:30", datetime(2026, 3, 16, 14, 30, tzinfo=UTC)),
            ("2026-03-16T14:30:00+01:00", datetime(2026, 3, 16, 13, 30, tzinfo=UTC)),
            ("2026-03-16T14:30:00Z", datetime(2026, 3, 16, 14, 30, tzinfo=UTC)),
            ("+3d", datetime(2026, 3, 5, 10, tzinfo=UTC)),
            ("+2w", datetime(2026, 3, 16, 10, tzinfo=UTC)),
            ("+2w 14:00", datetime(2026, 3, 16, 14, tzinfo=UTC)),
            ("+1m", datetime(2026, 4, 2, 9, tzinfo=UTC)),
            ("+5wd", datetime(2026, 3, 9, 10, tzinfo=UTC)),
            ("+24wd", datetime(2026, 4, 7, 9, tzinfo=UTC)),  # Good Friday and Easter Monday are not working days
        ],
    )
    def test_each_way_of_writing_one(self, at: str, moment: datetime) -> None:
        (step,) = read({"at": at, "note": "now"}).steps
        assert step.at == moment

    def test_the_end_of_a_month_stays_one(self) -> None:
        (step,) = scenario_of(text({**START, "at": "2026-01-31"}, {"at": "+1m", "note": "now"})).steps
        assert step.at.date() == date(2026, 2, 28)

    def test_without_a_clock_time_a_line_follows_the_one_before_on_the_same_day(self) -> None:
        first, second = read({"at": "+1w 15:00", "note": "first"}, {"at": "+1w", "note": "second"}).steps
        assert first.at == second.at

    def test_without_a_clock_time_a_thing_happened_before_it_was_told(self) -> None:
        (step,) = read({**NEW_PARTNER, "at": "+2w 09:00", "occurred": "+2w"}).steps
        assert step.event and step.event.occurred_at == step.at

    @pytest.mark.parametrize(
        "at", ["soon", "+2", "2w", "+2 w", "+2y", "2026-3-2", "+2w 9:00", "+2w14:00", "02/03/2026", "", "+2w\n", "+٢w"]
    )
    def test_anything_else_gets_to_know_how_to_write_it(self, at: str) -> None:
        found = problem({"at": at, "note": "now"})
        assert found.startswith("line 2: at: write a date such as 2026-03-02, or an offset")

    @pytest.mark.parametrize("at", ["2026-02-30", "2026-03-16 24:30", "+2w 25:00", "2026-13-01"])
    def test_no_such_day_or_time(self, at: str) -> None:
        assert "there is no such" in problem({"at": at, "note": "now"})

    @pytest.mark.parametrize("at", ["+99999m", "+99999w", "+99999wd", "9999-12-31", "1066-10-14"])
    def test_out_of_range(self, at: str) -> None:
        assert "a scenario stays between the years 1990 and 2150" in problem({"at": at, "note": "now"})

    @pytest.mark.parametrize("at", ["-1d", "2026-03-01", "+0d 09:00"])
    def test_no_line_is_told_before_the_first(self, at: str) -> None:
        assert "is before line 1 (2 March 2026 10:00)" in problem({"at": at, "note": "now"})

    def test_lines_do_not_go_back(self) -> None:
        found = problem({"at": "+3w", "note": "later"}, {"at": "+2w", "note": "earlier"})
        assert found.startswith("line 3: at: 16 March 2026 10:00 is before line 2 (23 March 2026 10:00)")
        assert "occurred" in found

    def test_the_first_line_counts_from_nothing(self) -> None:
        (found,) = problems({**START, "at": "+2w"})
        assert (
            found == "line 1: at: the first line gives the date that offsets count from: write one such as 2026-03-02"
        )

    @pytest.mark.parametrize("value", [20260420, "20 April", True, ["2026-04-20"], "+7w 10:00", "2026-04-20T10:00"])
    def test_dates_inside_an_event_are_days(self, value: object) -> None:
        found = problem({"at": "+7w", "event": "released", "licence_end": value})
        assert found.startswith("line 2: licence_end: ")


class TestBadLines:
    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("{", "line 2: not JSON: Expecting property name"),
            ("nonsense", "line 2: not JSON: Expecting value (column 1)"),
            ('{"at": "+1w" "note": "x"}', "line 2: not JSON: Expecting ',' delimiter (column 14)"),
            ("[]", "line 2: not a JSON object"),
            ("null", "line 2: not a JSON object"),
            ('"text"', "line 2: not a JSON object"),
            ('{"at": "+1w", "at": "+2w", "note": "x"}', "line 2: at: given twice"),
            ('{"at": "+1w", "done": "review", "evidence": {"a": 1, "a": 2}}', "line 2: a: given twice"),
            ("[" * 100_000, "line 2: not JSON"),
            ('{"n": ' + "9" * 10_000 + "}", "line 2: not JSON that can be read"),
            ('{"note": "' + "x" * LONGEST_LINE + '"}', "line 2: longer than 100,000 characters"),
            ({}, "line 2: says nothing that can be played; write one of the fields start, event, done"),
            ({"at": "+1w"}, "line 2: says nothing that can be played"),
            ({"at": "+1w", "evnt": "new_relationship"}, "(did you mean event?)"),
            ({"at": "+1w", "event": "released", "done": "review"}, "line 2: says more than one thing (event, done)"),
            ({"at": 5, "note": "x"}, "line 2: at: "),
            ({"event": "released"}, "line 2: at: is missing"),
            ({"at": "+1w", "note": "x", "more": 1}, "line 2: more: not a known field"),
            (START, "line 2: start: the case is already started"),
            ({"at": "+1w", "end": False}, "line 2: end: write true"),
        ],
    )
    def test_shape(self, line: object, words: str) -> None:
        assert words in problem(line)

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ({"event": "new_relationshp", "partner": "p-1"}, "event: unknown; did you mean new_relationship"),
            ({"event": "zzzz"}, "event: unknown; write one of address_changed, "),
            ({"event": 7}, "event: Input should be a valid string"),
            ({"event": "new_relationship"}, "partner: is missing"),
            (
                {"event": "new_relationship", "partner": "Jane Doe"},
                "partner: write an opaque reference such as partner-1",
            ),
            (
                {"event": "new_relationship", "partner": "p-1", "certainty": "maybe"},
                "certainty: write one of disclosed, ",
            ),
            ({"event": "released", "type": "recalled"}, "type: write event in place of this"),
            ({"event": "released", "occurred_at": "2026-03-02"}, "occurred_at: write occurred in place of this"),
            ({"event": "released", "reported_by": "com-1"}, "reported_by: write by in place of this"),
            ({"event": "released", "expect": "refused"}, "expect: not a known field"),
            ({"event": "released", "by": "Jane Doe"}, "by: write an id such as com-1"),
            ({"event": "released", "role": "boss"}, "role: write one of report_writer, "),
            ({"event": "released", "event_id": "line-99"}, "event_id: ids that begin with line-"),
            (
                {"event": "dates_changed", "dates": {"conditional_relase": "+9w"}},
                "dates.conditional_relase: not a known ",
            ),
            ({"event": "contact_with_children", "children": []}, "children: "),
            ({"done": "home_vist"}, "done: unknown; did you mean home_visit"),
            ({"done": "disclosure_decision"}, 'done: closes with a decision; write {"decision": "disclosure"'),
            ({"done": "police_reply"}, "done: closes by itself"),
            ({"done": "home_visit", "evidence": "all fine"}, "evidence: "),
            ({"done": "review", "evidence": {"done_on": "yesterday"}}, "evidence.done_on: write a date"),
            ({"decision": "disclosure", "option": "tell"}, "option: write one of request_disclosure, do_not_disclose"),
            ({"decision": "disclosure_decision", "option": "disclose"}, "decision: write one of disclosure, "),
            ({"decision": "mappa"}, "option: is missing"),
            ({"request": "close"}, "request: unknown; did you mean close_case"),
            ({"request": "propose_curfew"}, "address: is missing"),
            ({"request": "close_case", "asked_by": "spo-1"}, "asked_by: not a known field; the line itself says who"),
            ({"waive": "home_visit"}, "reason: is missing"),
            ({"waive": "home_visits", "reason": "x"}, "waive: unknown; did you mean home_visit"),
            ({"waive": "home_visit", "reason": "   "}, "reason: "),
        ],
    )
    def test_fields(self, line: dict[str, object], words: str) -> None:
        assert f"line 2: {words}" in problem({"at": "+1w", **line})

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"start": "Sam Smith"}, "line 1: start: write an id"),
            ({"opening": {"event": "new_relationship", "partner": "p-1"}}, "line 1: opening.event: a case opens with"),
            (
                {"opening": {"event": "sentence_passed", "kind": "not_supervised"}},
                "line 1: opening.event: a case opens",
            ),
            ({"opening": {"event": "sentence_passed"}}, "line 1: opening.kind: is missing"),
            ({"opening": {"event": "sentence_passed", "kind": "determinate", "at": "+1d"}}, "line 1: opening.at: "),
            ({"opening": "sentence_passed"}, "line 1: opening: "),
            (
                {"profile": {"rosh": {"known_adult": "huge"}}},
                "line 1: profile.rosh.known_adult: write one of unknown, ",
            ),
            ({"profile": {"people_at_risk": [{"ref": "c-1", "relation": "x", "chld": True}]}}, "did you mean child?"),
            ({"profle": {}}, "line 1: profle: not a known field; did you mean profile?"),
            ({"crn": "12"}, "line 1: crn: "),
        ],
    )
    def test_the_first_line(self, change: dict[str, object], words: str) -> None:
        assert any(words in found for found in problems({**START, **change}))

    def test_the_first_line_must_start_the_case(self) -> None:
        found = problems(NEW_PARTNER, START)
        assert found[0] == "line 1: the first line starts the case; put the line with the field start before this one"

    def test_nothing_comes_after_the_end(self) -> None:
        assert "comes after the end in line 2" in problem({"at": "+9w", "end": True}, {"at": "+9w", "event": "died"})

    def test_everything_wrong_is_said_at_once(self) -> None:
        found = problems(
            START,
            {"at": "-1d", "done": "hom_visit"},
            {"at": "soon", "note": "x"},
            "nonsense",
            {"at": "+1w", "event": "new_relationship", "prtner": "p-1"},
        )
        assert [line.partition(": ")[0] for line in found] == [
            "line 2",
            "line 2",
            "line 3",
            "line 4",
            "line 5",
            "line 5",
        ]

    def test_lines_are_checked_though_the_first_is_wrong(self) -> None:
        found = problems({**START, "start": "Sam"}, {"at": "+1w", "done": "hom_visit"})
        assert [line.partition(": ")[0] for line in found] == ["line 1", "line 2"]

    def test_what_was_written_is_never_repeated(self) -> None:
        secret = "12 High Street"
        found = problems(
            {**START, "team": secret},
            {"at": secret, "note": "x"},
            {"at": "+1w", "event": secret},
            {"at": "+1w", "event": "address_changed", "address": secret},
            {"at": "+1w", "done": secret},
            {"at": "+1w", "event": "released", "kind": secret, "licence_end": secret},
        )
        assert len(found) == 7 and not any(secret in line for line in found)

    def test_thousands_of_problems_are_not_all_shown(self) -> None:
        with pytest.raises(ScenarioError) as wrong:
            scenario_of(text(START, *["nonsense"] * 2000))
        assert len(wrong.value.shown) == 51 and wrong.value.shown[-1] == "and 1950 more"


class TestBadFiles:
    @pytest.mark.parametrize("content", [b"", b"\n\n", b"# only remarks\n", b'{"note": "only a remark"}'])
    def test_empty(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "empty.jsonl").write_bytes(content)
        with pytest.raises(ScenarioError, match="the file is empty: its first line starts a case"):
            read_scenario(str(tmp_path / "empty.jsonl"))

    def test_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(ScenarioError, match="no such file or directory; give the path of a scenario file"):
            read_scenario(str(tmp_path / "none.jsonl"))

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(ScenarioError, match="is a directory"):
            read_scenario(str(tmp_path))

    def test_not_utf_8(self, tmp_path: Path) -> None:
        (tmp_path / "latin.jsonl").write_bytes(json.dumps(START).encode() + b'\n{"note": "caf\xe9"}')
        with pytest.raises(ScenarioError, match="line 2: not UTF-8 text"):
            read_scenario(str(tmp_path / "latin.jsonl"))

    def test_too_large(self, tmp_path: Path) -> None:
        (tmp_path / "large.jsonl").write_bytes(b"#" * (LARGEST_FILE + 1))
        with pytest.raises(ScenarioError, match="larger than 5 MB"):
            read_scenario(str(tmp_path / "large.jsonl"))

    @pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
    def test_no_name_of_a_file(self, name: str) -> None:
        with pytest.raises(ScenarioError):
            read_scenario(name)

    def test_the_command_says_so_and_exits_with_2(self, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "bad.jsonl").write_text(text(START, {"at": "+1w", "event": "relased"}))
        assert play_command(tmp_path / "bad.jsonl") == BAD_FILE
        out, err = capfd.readouterr()
        assert out == "" and err == "line 2: event: unknown; did you mean released?\n"


# Junk: whatever is written, it is a scenario or a list of messages --------------------------------------------------

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)
NAMES = sorted({"at", "by", "role", "known", "occurred", "evidence", "subject", "option", *KINDS}
               | {field for model in EVENT_TYPES.values() for field in model.model_fields})  # fmt: skip
VALUES = st.sampled_from(["+1w", "-3d", "2026-03-09", "person", "home_visit", "mappa", *EVENT_TYPES]) | ANY_JSON
ALMOST_A_LINE = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6)


def _read_or_said(source: str) -> None:
    try:
        scenario_of(source)
    except ScenarioError as wrong:
        assert wrong.problems
        assert all(line.startswith(("line ", "the file is empty")) for line in wrong.problems)
        assert all(line.isprintable() for line in wrong.problems)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text(source: str) -> None:
    _read_or_said(source)


@settings(deadline=None)
@given(st.lists(ANY_JSON | ALMOST_A_LINE, max_size=4))
def test_any_json(lines: list[object]) -> None:
    _read_or_said(text(*lines))


@settings(deadline=None, max_examples=400)
@given(st.lists(ALMOST_A_LINE, min_size=1, max_size=4))
def test_lines_that_are_almost_right(lines: list[dict[str, object]]) -> None:
    _read_or_said(text(START, *lines))


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*START, "profile", "team", "crn"]), VALUES, max_size=4))
def test_first_lines_that_are_almost_right(change: dict[str, object]) -> None:
    _read_or_said(text({**START, **change}))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "junk.jsonl"
    file.write_bytes(content)
    try:
        read_scenario(str(file))
    except ScenarioError as wrong:
        assert wrong.problems
