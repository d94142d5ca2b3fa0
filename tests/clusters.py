"""PostgreSQL for tests: a throw-away cluster of the session, shared by its processes, each on databases of its own.

The server takes no network connection: it listens on a socket in its own folder.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SESSION = "THROUGHCARE_TEST_CLUSTER"
"""Names the folder of the session's cluster to every process of the session."""

_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin")
_OPTIONS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
}
"""Nothing here must outlive a power cut. Enough connections for every process of the session."""


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL on this machine."""
    on_path = shutil.which("initdb")
    found = [folder for place in _PLACES for folder in Path("/").glob(place.removeprefix("/")) if _complete(folder)]
    newest = max(found, key=_release, default=None)
    return newest or (Path(on_path).resolve().parent if on_path else None)


def _complete(folder: Path) -> bool:
    return (folder / "initdb").exists() and (folder / "pg_ctl").exists()


def _release(folder: Path) -> float:
    digits = "".join(c for c in folder.parent.name if c.isdigit() or c == ".")
    return float(digits or 0)


class Cluster:
    """A cluster in a folder. Root may not run PostgreSQL: then another user does, and has the folder.

    One that is to be killed ``keeps_commits``: by default what was committed in the last moments may be gone then.
    """

    def __init__(self, folder: Path, programs: Path, *, keeps_commits: bool = False) -> None:
        self.folder, self._programs = folder, programs
        self._data = folder / "data"
        self._options = _OPTIONS | ({"synchronous_commit": "on"} if keeps_commits else {})

    def url(self, database: str) -> str:
        """Where a database of it is."""
        return f"postgresql://throughcare@/{database}?host={self.folder}"

    def start(self) -> None:
        """Make the cluster, if it is not there yet, and start its server."""
        if not self._data.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            if os.geteuid() == 0:
                shutil.chown(self.folder, user=_user())
            self.folder.chmod(0o755)
            self._run("initdb", "-A", "trust", "-U", "throughcare", "-E", "UTF8", "--locale=C", "--no-sync")
        options = " ".join(f"-c {name}={value}" for name, value in self._options.items())
        options += f" -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop the server; ``immediate`` is as if it were killed."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "-w", "-m", how, "stop")

    def _run(self, program: str, *arguments: str) -> None:
        as_another = {"user": _user(), "extra_groups": []} if os.geteuid() == 0 else {}
        command = [str(self._programs / program), "-D", str(self._data), *arguments]
        output = self.folder / "made"
        with output.open("ab") as log:
            done = subprocess.run(command, stdout=log, stderr=log, cwd="/", **as_another)  # type: ignore[call-overload]
        if done.returncode:
            raise RuntimeError(f"{program} failed; {output} says why:\n{output.read_text()[-2000:]}")


def _user() -> str:
    known = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def name_the_session() -> None:
    """Choose the folder of this session's cluster; the processes that it starts inherit the choice."""
    os.environ[SESSION] = str(Path(tempfile.gettempdir()) / f"throughcare-tests-{os.getpid()}")


def session_cluster(programs: Path) -> Cluster:
    """The session's cluster, started by the process that asks first."""
    cluster = Cluster(Path(os.environ[SESSION]), programs)
    with _locked(cluster.folder.with_suffix(".lock")):
        if not (cluster.folder / "started").exists():
            cluster.start()
            (cluster.folder / "started").touch()
    return cluster


def end_session() -> None:
    """Stop the session's cluster, if any process started it, and remove it."""
    folder = Path(os.environ[SESSION])
    programs = binaries()
    if folder.exists() and programs:
        Cluster(folder, programs).stop()
        shutil.rmtree(folder)
    folder.with_suffix(".lock").unlink(missing_ok=True)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
