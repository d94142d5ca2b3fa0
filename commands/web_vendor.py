"""Fetch again what `web/static/vendor` holds: the packages of its manifest, their digests checked, cut to our needs."""

import base64
import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).parents[1] / "web" / "static" / "vendor"
_WITHIN = {
    "govuk-frontend.min.css": "package/dist/govuk/govuk-frontend.min.css",
    "moj-frontend.min.css": "package/moj/moj-frontend.min.css",
}
_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=[^*]*\*/")
_FONT_FILES = re.compile(r"@font-face\{[^}]*\}")


class DigestDiffers(Exception):
    """A package is not the one the manifest names."""


def ours(text: str) -> str:
    """A file as we serve it: without source map, and with a system font, as a service that is not on GOV.UK must."""
    plain = _FONT_FILES.sub("", _SOURCE_MAP.sub("", text))
    return plain.replace("GDS Transport,arial", "Helvetica Neue,Arial").strip() + "\n"


def digest(content: bytes) -> str:
    """The digest of a file, as the manifest and npm write it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def fetch() -> None:
    """Write the vendored files and their digests. Raises DigestDiffers and CalledProcessError."""
    path = VENDOR / "manifest.json"
    manifest: dict[str, Any] = json.loads(path.read_text())
    for name, package in manifest.items():
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["npm", "pack", "--silent", f"{name}@{package['version']}"], cwd=folder, check=True)
            archive = next(Path(folder).glob("*.tgz"))
            if digest(archive.read_bytes()) != package["package"]:
                raise DigestDiffers(f"{name} {package['version']} is not what the manifest says")
            _take(archive, package)
    path.write_text(json.dumps(manifest, indent=2) + "\n")


def _take(archive: Path, package: dict[str, Any]) -> None:
    with tarfile.open(archive) as files:
        for file in package["files"]:
            found = files.extractfile(_WITHIN[file])
            assert found is not None
            text = ours(found.read().decode())
            (VENDOR / file).write_text(text)
            package["files"][file] = digest(text.encode())


if __name__ == "__main__":
    fetch()
