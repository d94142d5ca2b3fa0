"""The master key in its file: wrapping, another key, taking one out, and a file that is not as it should be."""

import asyncio
import stat
from pathlib import Path

import pytest

from sealing.keyring import load
from sealing.master import MasterKeyFile, Wrapped, add_master_key, remove_master_key, use_master_key
from sealing.problems import KeyProblem

KEY = b"k" * 32


async def test_what_is_wrapped_is_unwrapped_for_the_same_owner_only(file: Path) -> None:
    masters = MasterKeyFile(file)
    wrapped = await masters.wrap(KEY, "case-1")
    assert KEY not in wrapped.data and wrapped.master == await masters.current()
    assert await masters.unwrap(wrapped, "case-1") == KEY
    with pytest.raises(KeyProblem, match="was changed"):
        await masters.unwrap(wrapped, "case-2")
    with pytest.raises(KeyProblem, match="was changed"):
        await masters.unwrap(Wrapped(wrapped.master, wrapped.data[:-1] + b"!"), "case-1")


def test_the_file_stays_its_owners_alone(file: Path) -> None:
    old = load(file).current
    use_master_key(file, add_master_key(file))
    remove_master_key(file, old)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and [p.name for p in file.parent.iterdir()] == [file.name]


async def test_a_new_master_key_is_used_at_once_and_the_old_still_opens(file: Path) -> None:
    masters = MasterKeyFile(file)
    before = await masters.wrap(KEY, "case-1")
    new = add_master_key(file)
    assert await masters.current() == before.master, "it is not used before it is said to be"
    use_master_key(file, new)
    assert (await masters.wrap(KEY, "case-1")).master == new == await masters.current() != before.master
    assert await masters.unwrap(before, "case-1") == KEY
    remove_master_key(file, before.master)
    with pytest.raises(KeyProblem, match=f"no master key {before.master}"):
        await masters.unwrap(before, "case-1")


@pytest.mark.parametrize("which", ["the one in use", "unheard-of"])
def test_a_master_key_in_use_and_one_that_is_not_there_are_not_taken_out(file: Path, which: str) -> None:
    use_master_key(file, add_master_key(file))
    kept = load(file)
    with pytest.raises(KeyProblem):
        remove_master_key(file, kept.current if which == "the one in use" else which)
    assert load(file) == kept


def test_a_file_that_is_gone_or_open_to_others_is_named_and_nothing_of_it_shown(file: Path) -> None:
    masters, secret = MasterKeyFile(file), file.read_text().split()[1]
    file.chmod(0o644)
    with pytest.raises(KeyProblem, match="chmod 600") as open_to_others:
        asyncio.run(masters.wrap(KEY, "case-1"))
    file.unlink()
    with pytest.raises(KeyProblem, match="no key file at") as gone:
        asyncio.run(masters.current())
    assert secret not in str(open_to_others.value) + str(gone.value)
