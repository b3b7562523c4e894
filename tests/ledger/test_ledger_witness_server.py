from __future__ import annotations

import http.client
import logging
import socket
import struct
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from plimsoll.ledger import witness_server
from plimsoll.ledger.checkpoint import Checkpoint
from plimsoll.ledger.edge import Edge
from plimsoll.ledger.hashing import leaf_hash
from plimsoll.ledger.keys import SignatureType, SigningKey
from plimsoll.ledger.note import Note, parse_note, sign, signature_by, verified
from plimsoll.ledger.refusals import MalformedError, RefusedError, UnreachableError
from plimsoll.ledger.tree import Tree
from plimsoll.ledger.witness import SIZE, TEXT, Request, origin_hash
from plimsoll.ledger.witness_client import ask
from plimsoll.ledger.witness_folder import STATE_FILE, Witness
from plimsoll.ledger.witness_server import LARGEST_BODY, WitnessServer

LOG = SigningKey("log.example/1", SignatureType.ED25519, bytes(32))
TILES = dict(Edge().grow(leaf_hash(b"%d" % index) for index in range(300)).tiles)
TREE = Tree(300, lambda level, index: TILES[level, index])


def note(size: int) -> Note:
    return sign(str(Checkpoint(LOG.name, size, TREE.root(size))), [LOG])


@contextmanager
def running(server: HTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    made = Witness.create(tmp_path / "witness", "witness.example/w1")
    made.trust(LOG.verifier)
    return made


@pytest.fixture
def server(witness: Witness) -> Iterator[WitnessServer]:
    serving = WitnessServer(witness)
    with running(serving):
        yield serving


def connected(server: WitnessServer) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.server_port), timeout=5)


def call(
    server: WitnessServer, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, str, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type", ""), answer.read()
    finally:
        connection.close()


def raw(server: WitnessServer, data: bytes) -> bytes:
    with connected(server) as connection:
        connection.sendall(data)
        received = b""
        while part := connection.recv(65_536):
            received += part
    return received


def test_a_log_is_witnessed_from_its_first_checkpoint_on(server: WitnessServer, witness: Witness) -> None:
    asked: list[tuple[int, int]] = []

    def consistency_proof(old: int, size: int) -> Sequence[bytes]:
        asked.append((old, size))
        return TREE.consistency_proof(old, size)

    before = int(time.time())
    for size in (5, 5, 256, 300):
        (cosignature,) = ask(server.url, note(size), [witness.key], consistency_proof)
        assert cosignature.key == witness.key
        assert cosignature.time is not None
        assert before <= cosignature.time <= time.time()
        assert verified(note(size).with_signatures([cosignature.signature]), [LOG.verifier, witness.key])
    # Asked from 0, the witness names the size that it is at, and is brought the proof from there.
    assert asked == [(5, 5), (5, 256), (256, 300)]
    assert ask(f"{server.url}/", note(300), [witness.key], consistency_proof, old_size=300)
    assert asked[3:] == [(300, 300)]
    status, content_type, body = call(server, "GET", f"/{origin_hash(LOG.name)}/checkpoint")
    assert (status, content_type) == (200, TEXT)
    assert [each.key for each in verified(parse_note(body), [LOG.verifier, witness.key])] == [LOG.verifier, witness.key]


def test_a_log_that_was_rolled_back_is_told(server: WitnessServer, witness: Witness) -> None:
    ask(server.url, note(300), [witness.key], TREE.consistency_proof)
    for old in (0, 5, 300):
        with pytest.raises(RefusedError, match="has seen 300 entries, and the checkpoint has 5; the record was rolled"):
            ask(server.url, note(5), [witness.key], TREE.consistency_proof, old)


def test_a_refusal_is_told(server: WitnessServer, witness: Witness) -> None:
    stranger = SigningKey.generate("stranger.example")
    with pytest.raises(RefusedError, match=r"answers 404: no log 'stranger\.example' is known here"):
        ask(server.url, sign(str(Checkpoint(stranger.name, 1, bytes(32))), [stranger]), [witness.key], lambda *_: [])
    ask(server.url, note(5), [witness.key], TREE.consistency_proof)
    with pytest.raises(RefusedError, match="answers 422"):
        ask(server.url, note(9), [witness.key], lambda *_: [])
    with pytest.raises(RefusedError, match="no cosignature in the answer: no known key"):
        ask(
            server.url,
            note(5),
            [SigningKey.generate("w", SignatureType.COSIGNATURE_V1).verifier],
            TREE.consistency_proof,
        )


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("POST", "/add-checkpoint", b"nonsense", {}, 400),
        ("POST", "/add-checkpoint", b"", {}, 400),
        ("POST", "/add-checkpoint/", b"nonsense", {}, 404),
        ("POST", "/", b"nonsense", {}, 404),
        ("POST", "/add-checkpoint", b"x" * (LARGEST_BODY + 1), {}, 413),
        ("POST", "/add-checkpoint", None, {"Content-Length": "-1"}, 411),
        ("POST", "/add-checkpoint", None, {"Content-Length": "٣".encode().decode("latin-1")}, 411),
        ("POST", "/add-checkpoint", None, {"Transfer-Encoding": "chunked"}, 411),
        ("GET", "/", None, {}, 404),
        ("GET", "/add-checkpoint", None, {}, 404),
        ("GET", f"/{origin_hash(LOG.name)}/checkpoint", None, {}, 404),
        ("GET", f"/{origin_hash(LOG.name).upper()}/checkpoint", None, {}, 404),
        ("GET", "/../../etc/passwd", None, {}, 404),
        ("PUT", "/add-checkpoint", b"", {}, 501),
        ("HEAD", "/", None, {}, 501),
    ],
)
def test_each_bad_request_has_its_status(
    server: WitnessServer, method: str, path: str, body: bytes | None, headers: dict[str, str], status: int
) -> None:
    answered, content_type, text = call(server, method, path, body, headers)
    assert (answered, content_type) == (status, TEXT)
    assert b"Traceback" not in text


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/9.9\r\n\r\n", b"505"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc", b"411"),
        (b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nab", b"411"),
        (b"GET / HTTP/1.1\r\n" + b"".join(b"A%d: b\r\n" % each for each in range(200)) + b"\r\n", b"431"),
    ],
)
def test_what_is_not_http_is_answered_and_closed(server: WitnessServer, data: bytes, status: bytes) -> None:
    received = raw(server, data)
    assert status in received.split(b"\r\n", 1)[0]
    assert b"Traceback" not in received
    assert b"Python" not in received


def test_one_connection_serves_many_requests(server: WitnessServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    for old, size in [(0, 5), (5, 9), (9, 300)]:
        proof = tuple(TREE.consistency_proof(old, size))
        connection.request("POST", "/add-checkpoint", bytes(Request(old, proof, note(size))))
        used = connection.sock
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.read().startswith("— witness.example/w1 ".encode())
        assert connection.sock is used
    connection.request("POST", "/add-checkpoint", bytes(Request(0, (), note(300))))
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Content-Type"), answer.read()) == (409, SIZE, b"300\n")
    connection.close()


def test_a_body_that_does_not_come_is_waited_for_no_longer(witness: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    assert witness_server._Handler.timeout == witness_server.PATIENCE
    monkeypatch.setattr(witness_server._Handler, "timeout", 0.1)
    server = WitnessServer(witness)
    with running(server):
        assert raw(server, b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc") == b""
        assert raw(server, b"POST /add-check") == b""


def test_one_who_sends_slowly_is_cut_off(witness: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness_server, "LIFETIME", 0.2)
    server = WitnessServer(witness)
    started = time.monotonic()
    with running(server), connected(server) as connection:
        connection.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 1000\r\n\r\n")
        with pytest.raises(OSError, match=r"."):  # noqa: PT012 - the byte that fails is not known beforehand
            for _ in range(100):
                connection.sendall(b"a")
                time.sleep(0.05)
    assert time.monotonic() - started < 4


def test_there_is_room_for_so_many_and_then_again(witness: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness_server, "MOST_CONNECTIONS", 1)
    server = WitnessServer(witness)
    with running(server):
        with connected(server) as first:
            first.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert first.recv(100).startswith(b"HTTP/1.1 404")
            with connected(server) as second:
                assert second.recv(100) == b""
        for _ in range(100):
            try:
                status, _, _ = call(server, "GET", "/")
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
            else:
                break
        assert status == 404


def test_a_failing_witness_says_so_and_no_more(
    server: WitnessServer, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "witness" / STATE_FILE).write_bytes(b"no database" * 1000)
    caplog.set_level(logging.DEBUG)
    for method, path, body in [
        ("POST", "/add-checkpoint", bytes(Request(0, (), note(5)))),
        ("GET", f"/{origin_hash(LOG.name)}/checkpoint", None),
    ]:
        status, _, text = call(server, method, path, body)
        assert status == 500
        assert text.startswith(b"the witness failed")
    printed = capfd.readouterr()
    assert printed.out == printed.err == ""
    assert "Traceback" not in caplog.text


def test_the_log_has_nothing_about_who_asked(
    server: WitnessServer, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    call(server, "POST", "/add-checkpoint", bytes(Request(0, (), note(5))), {"User-Agent": "Somebody"})
    call(server, "GET", "/Somebody")
    with connected(server) as connection:
        connection.sendall(b"Somebody / HTTP/1.1\r\n\r\n")
        connection.recv(1000)
    assert "200" in caplog.text
    printed = capfd.readouterr()
    for text in (caplog.text, printed.out, printed.err):
        assert "Somebody" not in text
        assert "127.0.0.1" not in text


def test_a_connection_that_breaks_off_leaves_a_word_in_the_log(
    server: WitnessServer, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with connected(server) as connection:
        connection.sendall(b"POST /add-checkpoint HTTP/1.1\r\n")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close by a reset
    for _ in range(200):
        if caplog.messages:
            break
        time.sleep(0.01)
    assert caplog.messages == ["a connection broke off: ConnectionResetError"]
    printed = capfd.readouterr()
    assert printed.out == printed.err == ""


# The client, asking what is no good witness


class Scripted(BaseHTTPRequestHandler):
    answers: Sequence[tuple[int, str, bytes]]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        status, content_type, body = self.answers[0]
        if len(self.answers) > 1:
            type(self).answers = self.answers[1:]
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


WITNESS = SigningKey("witness.example/w1", SignatureType.COSIGNATURE_V1, bytes(31) + b"\x01")
GOOD = str(signature_by(WITNESS, note(5).text, 7)).encode()
OTHER = str(signature_by(WITNESS, note(9).text, 7)).encode()


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ([(200, TEXT, b"")], "no cosignature in the answer: the last signature has no newline"),
        ([(200, TEXT, b"\xff\n")], "not UTF-8"),
        ([(200, TEXT, OTHER)], "does not hold"),
        ([(200, TEXT, GOOD + OTHER)], "does not hold"),
        ([(200, TEXT, GOOD + b"\n")], "is not a signature"),
        ([(200, TEXT, b"x" * 1_000_002)], "no end"),
        ([(409, TEXT, b"3\n")], "answers 409"),
        ([(409, SIZE, b"3")], "names no size"),
        ([(409, SIZE, b"13")], "names no size"),
        ([(409, SIZE, b"03\n")], "names no size"),
        ([(409, SIZE, b"\xff\n")], "names no size"),
        ([(409, SIZE, b"6\n")], "rolled back"),
        ([(409, SIZE, b"3\n")], "keeps naming another size"),
        ([(302, TEXT, b"")], "answers 302"),
        ([(500, TEXT, b"Traceback\n\x1b[31mred")], "answers 500: Traceback"),
    ],
)
def test_bad_answers_are_refused(answers: list[tuple[int, str, bytes]], message: str) -> None:
    server = HTTPServer(("127.0.0.1", 0), type("Script", (Scripted,), {"answers": answers}))
    with running(server), pytest.raises(RefusedError, match=message) as error:
        ask(f"http://127.0.0.1:{server.server_port}", note(5), [WITNESS.verifier], TREE.consistency_proof)
    assert "\x1b" not in str(error.value)


def test_a_good_answer_after_a_conflict_is_taken() -> None:
    answers = [(409, SIZE, b"3\n"), (200, TEXT, b"\xe2\x80\x94 stranger AAAAAAAA\n" + GOOD)]
    server = HTTPServer(("127.0.0.1", 0), type("Script", (Scripted,), {"answers": answers}))
    with running(server):
        url = f"http://127.0.0.1:{server.server_port}/prefix"
        (holding,) = ask(url, note(5), [WITNESS.verifier], TREE.consistency_proof)
    assert (holding.key, holding.time) == (WITNESS.verifier, 7)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "witness.example",
        "ftp://witness.example",
        "file:///etc/passwd",
        "http://",
        "http://a:b@c/",
        "http://a/?b",
        "http://a:port/",
        "http://a/\n",
        "http://[a/",
        "http://a/ b",
        "http://a/é",
    ],
)
def test_what_is_no_url_of_a_witness_is_refused(url: str) -> None:
    # What is wrong in the path alone may be found only on the way.
    with pytest.raises((MalformedError, UnreachableError) if url.startswith("http://a/") else MalformedError):
        ask(url, note(5), [WITNESS.verifier], TREE.consistency_proof, timeout=0.5)


def test_a_witness_that_is_not_there_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(UnreachableError, match=f"{url}: the witness cannot be asked"):
            ask(url, note(5), [WITNESS.verifier], TREE.consistency_proof)
        taken.listen()
        with pytest.raises(UnreachableError, match="timed out"):
            ask(url, note(5), [WITNESS.verifier], TREE.consistency_proof, timeout=0.2)
