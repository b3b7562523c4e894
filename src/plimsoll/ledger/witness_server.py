"""A witness over HTTP: c2sp.org/tlog-witness, add-checkpoint and the monitors' retrieval."""

from __future__ import annotations

import contextlib
import logging
import re
import socket
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from plimsoll.ledger.witness import TEXT, Answer
from plimsoll.ledger.witness_folder import Witness

LARGEST_BODY = 128 * 1024
"""Bytes of the longest request that is read: a whole proof and more than 16 signatures of any assigned type."""

PATIENCE = 10.0
"""Seconds that a connection may be silent."""

LIFETIME = 60.0
"""Seconds after which a connection is closed, however busy, so that no one holds it by sending slowly."""

MOST_CONNECTIONS = 64
"""Connections that are served at once; more are closed unanswered."""

_log = logging.getLogger(__name__)
_LATEST = re.compile("/([0-9a-f]{64})/checkpoint")
_LENGTH = re.compile("[0-9]{1,18}")


class WitnessServer(ThreadingHTTPServer):
    """Serves one witness until `shutdown`; its log has the status of each request, and nothing about who asked.

    Args:
        witness: what answers.
        host: the address to listen at; the machine alone if not given.
        port: the TCP port; any free one if 0.

    Raises:
        OSError: the address cannot be listened at.
    """

    daemon_threads = True

    def __init__(self, witness: Witness, host: str = "127.0.0.1", port: int = 0) -> None:
        self.witness = witness
        self._room = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """The submission prefix, and the monitoring prefix too."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in a thread of its own, if there is room."""
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except BaseException:
            self._room.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection to its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log what broke a connection off, in a word: neither who was at its other end nor a traceback."""
        _log.info("a connection broke off: %s", type(sys.exc_info()[1]).__name__)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # not 0.9, whose answers have no status
    server_version = "plimsoll-witness"
    sys_version = ""
    timeout = PATIENCE
    server: WitnessServer

    def setup(self) -> None:
        self._end = threading.Timer(LIFETIME, self._hang_up)
        self._end.daemon = True
        self._end.start()
        super().setup()

    def finish(self) -> None:
        self._end.cancel()
        super().finish()

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            return
        if self.path != "/add-checkpoint":
            self._give(_plain(HTTPStatus.NOT_FOUND, "nothing is here; ask POST /add-checkpoint"))
            return
        try:
            answer = self.server.witness.add_checkpoint(body)
        except Exception as error:  # whatever it is, the one who asked is told no more than that it failed
            _log.error("add-checkpoint failed: %s", type(error).__name__)
            answer = _plain(HTTPStatus.INTERNAL_SERVER_ERROR, "the witness failed; nothing was cosigned")
        self._give(answer)

    def do_GET(self) -> None:
        if self._body(needed=False) is None:
            return
        asked = _LATEST.fullmatch(self.path)
        try:
            note = self.server.witness.latest(asked[1]) if asked else None
        except Exception as error:
            _log.error("checkpoint failed: %s", type(error).__name__)
            self._give(_plain(HTTPStatus.INTERNAL_SERVER_ERROR, "the witness failed"))
            return
        if note is None:
            self._give(_plain(HTTPStatus.NOT_FOUND, "no checkpoint is here"))
        else:
            self._give(Answer(HTTPStatus.OK, note))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what the base class finds wrong, in plain text, and close."""
        self.close_connection = True
        self._give(_plain(HTTPStatus(code), "not a request that is taken here"))

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing of the base class's: it names the address of who asked."""

    def _body(self, needed: bool = True) -> bytes | None:
        """Read the body; None where a refusal was given instead."""
        lengths = self.headers.get_all("Content-Length", [])
        coded = self.headers.get_all("Transfer-Encoding", [])
        if not lengths and not coded and not needed:
            return b""
        if coded or len(lengths) != 1 or not _LENGTH.fullmatch(lengths[0]):
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "say the length of the body once, in Content-Length")
            return None
        length = int(lengths[0])
        if length > LARGEST_BODY:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {LARGEST_BODY} bytes are read")
            return None
        body = self.rfile.read(length)
        if len(body) != length:
            self._refuse(HTTPStatus.BAD_REQUEST, "the body broke off")
            return None
        return body

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self.close_connection = True  # what is left of the body is not read as a next request
        self._give(_plain(status, why))

    def _give(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
        _log.info("%d", answer.status)

    def _hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def _plain(status: HTTPStatus, text: str) -> Answer:
    return Answer(status, f"{text}\n".encode(), TEXT)
