"""The ``play`` command as people run it: what it prints, in words and as JSON, and how it ends."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from commands.page import Page
from commands.play import BAD_FILE, NOT_AS_WRITTEN, PLAYED

ROOT = Path(__file__).parents[2]

SCENARIO = (Path(__file__).parent / "sam.jsonl").read_text()
"""A short case, with everything that can go wrong while it is played."""


def play(*arguments: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    others = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS", "FORCE_COLOR"}}
    command = [sys.executable, "-m", "commands.play", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**others, **environment},
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def printed() -> subprocess.CompletedProcess[str]:
    return play("tests/commands/sam.jsonl", COLUMNS="1000")


@pytest.fixture(scope="module")
def objects() -> list[dict[str, Any]]:
    done = play("tests/commands/sam.jsonl", "--json")
    assert done.returncode == NOT_AS_WRITTEN and done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


pytestmark = [pytest.mark.temporal, pytest.mark.slow]


class TestInWords:
    def test_says_whose_case_it_is_and_how_to_read_it(self, printed: subprocess.CompletedProcess[str]) -> None:
        lines = printed.stdout.splitlines()
        assert lines[:4] == [
            "Sam: a short one",
            "case rehearsal-sam: a rehearsal from Mon 2 March 2026 10:00; the dates are the file's own",
            "risk of serious harm: known adult high",
            "known triggers: alcohol",
        ]
        assert '"project default" marks a time limit that is ours' in printed.stdout

    @pytest.mark.parametrize(
        "words",
        [
            # the event, who told it, when it happened
            "Mon 9 March 2026 10:00 · new relationship: partner partner-1 (reported by com-1, community",
            # what it opened, for whom, due when and why, on which clauses
            "Decide, with police and specialists, whether to ask that past abuse be disclosed to the partner",
            "community probation practitioner, by 11 March 2026: 2 working days from new relationship on 9",
            "PF-16.4h, PF-16.5a, PF-16.6a, PF-16.6a2, PF-16.6b, PF-16.6c, PF-16.15a, PF-16.15b",
            "community probation practitioner, by 23 March 2026: 15 working days from supervision started on",
            # work asked for once more, with its own reason
            "asks once more for work that is open already:",
            # what was done, decided, let go
            "· done in time: Establish where the person lives; consider protective action at once (by com-1,",
            "-- the day after",
            "· decided: disclosure: do not disclose, about partner-1 (by com-1, community probation",
            "· let go: Gather the new partner's details and put measures in place for them (partner-1): she has",
            # what the clock did
            "· the clock",
            "ESCALATED to SPO (spo-1): overdue, due 9 March 2026: Checks at the start of supervision:",
            "in the daily digest to community probation practitioner (com-1): reminder, due",
            # odd facts, refusals, problems
            "flagged: happened 5 days before it was recorded",
            "· new relationship: told again under the same id: nothing new [line 10]",
            "· request close case: REFUSED, as the file expects [line 7]",
            "stage: supervision has not ended: the case is in community order [AM-31]",
            "· done home visit: REFUSED [line 6]",
            "[PF-10.6a]",
            "PROBLEM in line 8: done programme referral: no open programme_referral; open now:",
            "· waive review: REFUSED [line 13]",
            "PROBLEM in line 16: decision MAPPA: this should have been refused, and was allowed",
            "-- He drinks again.",
            # the end
            "THE CASE AS IT STANDS ON Mon 30 March 2026",
            "stage: community order since 2 March 2026",
            "sentence: community order, 365 days, passed on 2 March 2026",
            "partner-1: disclosed on 4 March 2026, details not recorded",
            "disclosure: do not disclose, about partner-1, by com-1, because: she knows already",
            "4 lines were not played as written: look for PROBLEM and REFUSED above",
        ],
    )
    def test_prints(self, printed: subprocess.CompletedProcess[str], words: str) -> None:
        assert words in printed.stdout

    def test_counts_every_duty(self, printed: subprocess.CompletedProcess[str]) -> None:
        (counts,) = [line for line in printed.stdout.splitlines() if re.match(r"\d+ opened: ", line)]
        total, *parts = map(int, re.findall(r"\d+", counts))
        assert total == sum(parts) > 8
        assert "1 let go by a manager" in counts and "still open and late" in counts

    def test_shows_how_late_work_is(self, printed: subprocess.CompletedProcess[str]) -> None:
        table = printed.stdout.partition("DUTIES")[2].partition("ESCALATIONS")[0]
        assert re.search(
            r"Home visit +community probation practitioner +23 March 2026 +still open, 5 working days late", table
        )

    def test_ends_with_1_because_not_all_went_as_written(self, printed: subprocess.CompletedProcess[str]) -> None:
        assert printed.returncode == NOT_AS_WRITTEN
        assert printed.stderr == ""

    def test_no_word_that_should_not_be_used(self, printed: subprocess.CompletedProcess[str]) -> None:
        assert not re.search(r"offender(?! management)|None|null|Traceback|<", printed.stdout, re.IGNORECASE)


class TestAsJson:
    def test_each_line_says_what_it_is(self, objects: list[dict[str, Any]]) -> None:
        kinds = [o["what"] for o in objects]
        assert kinds[0] == "case" and kinds[-2:] == ["stands", "end"]
        assert set(kinds) == {
            *("case", "happened", "again", "refused", "problem", "note", "duty", "escalation", "stands", "end")
        }

    def test_an_entry_has_what_it_opened(self, objects: list[dict[str, Any]]) -> None:
        (entry,) = [o for o in objects if o["what"] == "happened" and o["type"] == "new_relationship"]
        decision = next(d for d in entry["opened"] if d["kind"] == "disclosure_decision")
        assert (entry["line"], entry["stage"]) == (9, "community_order")
        assert (decision["subject"], decision["due_on"], decision["owner"]) == (
            *("partner-1", "2026-03-11", "community_practitioner"),
        )
        assert "PF-16.4h" in decision["clauses"]

    def test_the_end(self, objects: list[dict[str, Any]]) -> None:
        assert objects[-1] == {"what": "end", "problems": 4}
        duties = [o for o in objects if o["what"] == "duty"]
        visit = next(d for d in duties if d["kind"] == "home_visit")
        assert (visit["state"], visit["late"], visit["working_days_late"]) == ("open", True, 5)


def test_a_bad_file_starts_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text(SCENARIO.replace('"new_relationship"', '"new_relationshp"'))
    done = play(str(tmp_path / "bad.jsonl"))
    assert (done.returncode, done.stdout) == (BAD_FILE, "")
    assert done.stderr.splitlines() == [
        f"line {number}: event: unknown; did you mean new_relationship?" for number in (9, 10)
    ]


def test_standard_input_piped_output_and_a_terminal_that_knows_only_ascii() -> None:
    source = "\n".join([*SCENARIO.splitlines()[:4], '{"at": "+2d", "end": true}'])
    done = play("-", given=source, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (PLAYED, "")
    assert "Tue 3 March 2026 10:00 ? practitioner allocated" in done.stdout
    assert "\x1b" not in done.stdout and 90 < max(map(len, done.stdout.splitlines())) <= 100


def test_a_terminal_gets_colours_unless_told_otherwise_and_lines_of_its_own_width(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def shown(**settings: str) -> str:
        for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
            monkeypatch.delenv(name, raising=False)
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        written = io.StringIO()
        page = Page(Console(file=written, force_terminal=True, width=80))
        page.say("ESCALATED to SPO: " + "overdue " * 30, indent=4, style="red")
        return written.getvalue()

    assert "\x1b[31m" in shown(TERM="xterm")
    plain = shown(TERM="xterm", NO_COLOR="1")
    assert "\x1b[31m" not in plain and all(len(line) <= 80 for line in plain.splitlines())


def test_a_reader_that_goes_away_is_no_error_of_ours() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "commands.play", str(ROOT / "examples" / "chris.jsonl")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout and running.stderr
        assert running.stdout.readline().startswith("Chris: ")
        running.stdout.close()
        assert "Traceback" not in running.stderr.read()
