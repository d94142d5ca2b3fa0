"""The key file: made once, for its owner alone; what is wrong with it is said and nothing of it shown."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from audit.keys import load, load_or_make, load_public, public_pem
from sealing.problems import KeyProblem


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "audit-key.pem"
    made, again = load_or_make(path), load_or_make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert public_pem(made) == public_pem(again) == public_pem(load(path))
    assert [one.name for one in path.parent.iterdir()] == ["audit-key.pem"]


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    load_or_make(path := tmp_path / "key.pem")
    path.chmod(0o640)
    with pytest.raises(KeyProblem, match=r"can be read by others: chmod 600"):
        load(path)


@pytest.mark.parametrize("said", [b"", b"secret", b"-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_not_shown(tmp_path: Path, said: bytes) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(said)
    path.chmod(0o600)
    for read in (load, load_public):
        with pytest.raises(KeyProblem) as problem:
            read(path)
        assert "secret" not in str(problem.value)


def test_several_public_keys_may_stand_in_one_file(tmp_path: Path) -> None:
    """After the key was changed the older checkpoints are still checked with the older key."""
    pems = [public_pem(load_or_make(tmp_path / name)) for name in ("old", "new")]
    path = tmp_path / "public.pem"
    path.write_text("".join(pems))
    found = [one.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode() for one in load_public(path)]
    assert found == pems
    with pytest.raises(KeyProblem, match="no public key at"):
        load_public(tmp_path / "none")
