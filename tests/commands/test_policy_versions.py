"""The commands on policy versions: differences in words, versions from a file, and what a mistake is answered with."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands import policy_versions
from commands.fields import BadArgument
from commands.policy_files import FILES, add_policy_versions
from commands.settings import SetUpProblem
from policy.known_versions import remove, versions

ROOT = Path(__file__).parents[2]
THIRD = ROOT / "tests" / "policy" / "third_version.py"
DOCS = (ROOT / "docs" / "policy-versions.md").read_text()

Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def only_ours() -> Iterator[None]:
    """Versions that a test adds are gone after it."""
    known = {p.id for p in versions()}
    yield
    remove(*(p.id for p in versions() if p.id not in known))


async def diff(printed: Printed, old: str, new: str, as_json: bool = False) -> str:
    """What the command prints."""
    await policy_versions.diff(old, new, cases=False, as_json=as_json)
    return printed.readouterr().out


async def test_ins_d12_the_difference_is_said_in_words_with_its_clauses(capsys: Printed) -> None:
    words = await diff(capsys, "2022-09-26", "2023-07")
    assert "decision disclosure_method" in words
    assert "loses informal; loses immediate [INS-D12]" in words
    assert "gains request_disclosure, which stands for disclose; loses disclose" in words
    assert "interval" not in words


async def test_as_json(capsys: Printed) -> None:
    found = json.loads(await diff(capsys, "2022-09-26", "2023-07", as_json=True))
    assert (found["from"], found["to"]) == ("2022-09-26", "2023-07")
    assert {"what", "name", "words", "clauses"} == set(found["changes"][0])
    assert "cases" not in found


def test_ti_16_a_third_version_comes_from_a_file() -> None:
    command = [sys.executable, "-m", "cli", "policy", "diff", "2023-07", "2030-trial"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, FILES: str(THIRD)}, capture_output=True, text=True, timeout=60, check=True
    )
    assert "interval review: 5 working days is now 10 working days [TRIAL-3]" in done.stdout
    assert "work withdrawn start_checks" in done.stdout


async def test_ti_16_the_version_that_the_page_shows_can_be_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    (shown,) = re.findall(r"```python\n(.*?)```", DOCS, re.DOTALL)
    (tmp_path / "area.py").write_text(shown)
    monkeypatch.setenv(FILES, os.pathsep.join([str(tmp_path / "area.py"), str(THIRD)]))
    add_policy_versions()
    words = await diff(capsys, "2023-07", "2026-10-area")
    assert "interval review: 5 working days is now 3 working days [area instruction 12, 4.1]" in words
    assert [p.id for p in versions()][2:] == ["2026-10-area", "2030-trial"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "cannot be read: FileNotFoundError"),
        ("VERSIONS = (1,)", "something that is not a PolicyVersion"),
        ("VERSION = ()", "cannot be read: AttributeError"),
        ("1 +", "cannot be read: SyntaxError"),
        ("from tests.policy.third_version import TRIAL\nVERSIONS = (TRIAL, TRIAL)", "there is one already with this"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, words: str
) -> None:
    file = tmp_path / "versions.py"
    if text is not None:
        file.write_text(text)
    monkeypatch.setenv(FILES, str(file))
    before = versions()
    with pytest.raises(SetUpProblem, match=words) as problem:
        add_policy_versions()
    assert str(file) in str(problem.value)
    assert versions() == before


@pytest.mark.parametrize("command", ["diff", "apply"])
async def test_a_version_that_is_not_known_is_answered_with_those_that_are(command: str) -> None:
    with pytest.raises(BadArgument, match="there is no policy version 2022: known are 2022-09-26, 2023-07"):
        if command == "diff":
            await policy_versions.diff("2022-09-26", "2022", cases=False, as_json=False)
        else:
            await policy_versions.apply("2022", None, 10, as_json=False)
