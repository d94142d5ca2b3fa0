"""A server that speaks GOV.UK Notify's API, as its documentation has it, and checks the token of every request."""

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from notifications_python_client.authentication import decode_jwt_token, get_token_issuer

SERVICE = "6c1f5f0a-3d43-4f52-9d5b-2c0b3d5f0001"
SECRET = "9f4b7a0e-51b1-4c5e-8a61-7d1b3d5f0002"
API_KEY = f"throughcare_test-{SERVICE}-{SECRET}"
EMAIL_TEMPLATE = "0d2f5c62-0000-4000-8000-000000000001"
TEXT_TEMPLATE = "0d2f5c62-0000-4000-8000-000000000002"

Answer = tuple[int, dict[str, Any], dict[str, str]]


def says_no(status: int, kind: str, words: str = "", **headers: str) -> Answer:
    """An error as Notify writes it."""
    return status, {"status_code": status, "errors": [{"error": kind, "message": words}]}, headers


@dataclass
class NotifyServer:
    """What it was sent, what it is to answer next, and what became of each message."""

    accepted: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    next_answers: deque[Answer] = field(default_factory=deque)
    status: str = "sending"
    accepts: threading.Event = field(default_factory=threading.Event)
    answers: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.answers.set()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def stop(self) -> None:
        """Stop listening."""
        self.answers.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def post(self, path: str, said: dict[str, Any]) -> Answer:
        """Take a message; it is kept before the answer is given."""
        if self.next_answers:
            return self.next_answers.popleft()
        message = {"id": str(uuid4()), "status": self.status, "path": path, **said}
        self.accepted.append(message)
        self.accepts.set()
        self.answers.wait()
        return 201, {"id": message["id"], "reference": said.get("reference"), "content": {}}, {}

    def get(self, path: str, query: dict[str, list[str]]) -> Answer:
        """One message by its id, or all that have a reference."""
        self.asked.append(path)
        if path == "/v2/notifications":
            found = [m for m in self.accepted if m.get("reference") in query["reference"]]
            return 200, {"notifications": found, "links": {}}, {}
        this = [m for m in self.accepted if path.endswith(m["id"])]
        return (200, {**this[0], "status": self.status}, {}) if this else says_no(404, "NoResultFound")


def _handler(server: NotifyServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(server.post(self.path, body) if self._known() else says_no(403, "AuthError"))

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            found = server.get(asked.path, parse_qs(asked.query)) if self._known() else says_no(403, "AuthError")
            self._answer(found)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is printed."""

        def _known(self) -> bool:
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            try:
                return get_token_issuer(token) == SERVICE and bool(decode_jwt_token(token, SECRET))
            except Exception:
                return False

        def _answer(self, answer: Answer) -> None:
            status, body, headers = answer
            said = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(said)),
                **headers,
            }.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(said)

    return Handler
