"""The victim key and what it seals: nobody without it reads a payload, and an old key still opens what it sealed."""

import base64
import os
from pathlib import Path

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from sealing.keyring import Keyring, load, load_or_make
from sealing.payloads import ENCODING, KEY_ID
from sealing.problems import KeyProblem
from victims.codec import Sealing, converter

SAID = "he waits outside number nine"


def _keyring(*names: str) -> Keyring:
    return Keyring(names[0], {name: name.encode().ljust(32, b"-") for name in names})


class TestKeyFile:
    def test_it_is_made_for_its_owner_alone_and_stays(self, tmp_path: Path) -> None:
        path = tmp_path / "folder" / "victims.key"
        made = load_or_make(path)
        assert path.stat().st_mode & 0o777 == 0o600
        assert load_or_make(path) == made == load(path)
        assert [p.name for p in path.parent.iterdir()] == ["victims.key"]
        assert base64.b64encode(made.keys[made.current]).decode() not in repr(made)

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
    def test_one_that_others_can_read_is_refused(self, tmp_path: Path, mode: int) -> None:
        path = tmp_path / "victims.key"
        load_or_make(path)
        path.chmod(mode)
        with pytest.raises(KeyProblem, match="chmod 600"):
            load(path)

    @pytest.mark.parametrize("text", ["", "only-a-name\n", "one bm90LTMyLWJ5dGVz\n", "one ***\n"])
    def test_one_that_holds_no_key_says_so_and_quotes_nothing(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "victims.key"
        path.write_text(text)
        path.chmod(0o600)
        with pytest.raises(KeyProblem) as problem:
            load(path)
        assert "bm90" not in str(problem.value)

    def test_one_that_is_not_there_is_not_made_by_reading(self, tmp_path: Path) -> None:
        with pytest.raises(KeyProblem, match="no key file at"):
            load(tmp_path / "victims.key")

    def test_the_first_key_seals_and_the_others_open(self, tmp_path: Path) -> None:
        path = tmp_path / "victims.key"
        first = load_or_make(path)
        new = f"new {base64.b64encode(os.urandom(32)).decode()}\n"
        path.write_text(new + path.read_text())
        both = load(path)
        assert both.current == "new" and set(both.keys) == {"new", first.current}


class TestSealing:
    async def test_a_payload_comes_back_and_shows_nothing_of_itself(self) -> None:
        payload = Payload(metadata={"encoding": b"json/plain", "messageType": b"RiskInformation"}, data=SAID.encode())
        codec = Sealing(_keyring("one"))
        [sealed] = await codec.encode([payload])
        assert (sealed.metadata["encoding"], sealed.metadata[KEY_ID]) == (ENCODING, b"one")
        assert set(sealed.metadata) == {"encoding", KEY_ID}
        shown = sealed.SerializeToString()
        assert SAID.encode() not in shown and b"RiskInformation" not in shown
        assert await codec.decode([sealed]) == [payload]

    async def test_the_same_words_are_never_sealed_alike(self) -> None:
        codec = Sealing(_keyring("one"))
        first, second = await codec.encode([Payload(data=SAID.encode())] * 2)
        assert first.data != second.data

    async def test_keys_can_be_changed_while_contacts_are_open(self) -> None:
        sealed = await Sealing(_keyring("old")).encode([Payload(data=SAID.encode())])
        [opened] = await Sealing(_keyring("new", "old")).decode(sealed)
        assert opened.data == SAID.encode()
        with pytest.raises(KeyProblem, match="not in the victim key file"):
            await Sealing(_keyring("new")).decode(sealed)

    async def test_a_payload_that_was_changed_is_not_opened(self) -> None:
        codec = Sealing(_keyring("one"))
        [sealed] = await codec.encode([Payload(data=SAID.encode())])
        changed = Payload(metadata=sealed.metadata, data=sealed.data[:-1] + bytes([sealed.data[-1] ^ 1]))
        with pytest.raises(KeyProblem):
            await codec.decode([changed])

    async def test_what_the_case_side_says_passes(self) -> None:
        plain = Payload(metadata={"encoding": b"json/plain"}, data=b"{}")
        assert await Sealing(_keyring("one")).decode([plain]) == [plain]

    async def test_a_failure_says_nothing_without_the_key(self) -> None:
        data = converter(_keyring("one"))
        failure = Failure()
        await data.encode_failure(ApplicationError(SAID, {"words": SAID}, type="Refused"), failure)
        assert SAID.encode() not in failure.SerializeToString()
        error = await data.decode_failure(failure)
        assert isinstance(error, ApplicationError) and SAID in str(error)
