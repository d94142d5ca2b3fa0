"""A few seconds of `make fuzz`: whatever comes, a parser refuses it as it promises to, in good time."""

import json
import subprocess
import sys
from random import Random
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.mutating import mutated
from tests.fuzz.parsers import PARSERS
from tests.fuzz.seeds import ROOT, seeds_of

LONGEST = {"request": 30.0}
"""Seconds one input may take where a server has a part in the answer."""

LONGEST_HERE = 5.0
"""The same where none has, on a machine that does other things too."""

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@pytest.mark.parametrize("name", PARSERS)
def test_good_examples_what_broke_it_once_and_mutants_of_both(name: str) -> None:
    random = Random(name)
    seeds = seeds_of(name)
    PARSERS[name](seeds[0])  # a service starts at the first
    for raw in [*seeds[-20:], *(mutated(random.choice(seeds), random) for _ in range(40))]:
        began = perf_counter()
        PARSERS[name](raw)
        assert perf_counter() - began < LONGEST.get(name, LONGEST_HERE)


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=25, deadline=None)
@given(said=st.binary(max_size=300) | JSON.map(lambda one: json.dumps(one).encode()))
def test_anything_at_all(name: str, said: bytes) -> None:
    PARSERS[name](said)


@pytest.mark.long
def test_the_guided_run_counts_what_it_sent(tmp_path: Any) -> None:
    pytest.importorskip("atheris")
    command = [sys.executable, "-m", "tests.fuzz", "--runs", "200", "--only", "token", "--kept", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.splitlines()[-1].startswith("fuzz: 200 inputs to 1 parser: no crash, no hang")
