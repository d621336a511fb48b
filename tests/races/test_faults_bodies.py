"""C10: bodies that are made to fill a server: refused soon, and not kept in its memory."""

import json
import socket
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import psutil
import pytest

from tests.races.live import Live

ALLOWED = 50_000_000  # bytes that a process may grow by
FORM = "application/x-www-form-urlencoded"
BODIES = {
    "ten megabytes of JSON": ("application/json", json.dumps(["Zibbel"] * 1_000_000).encode()),
    "brackets without end": ("application/json", b"[" * 100_000),
    "two thousand parts": (
        "multipart/form-data; boundary=cut",
        b'--cut\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 2_000 + b"--cut--\r\n",
    ),
    "a key two thousand times": (FORM, b"&".join([b"email=a"] * 2_000)),
}


def chunks(megabytes: int) -> Iterator[bytes]:
    for _megabyte in range(megabytes):
        yield b"a" * 1_000_000


def send(live: Live, body: bytes | Iterator[bytes], content_type: str) -> int:
    """The status of the answer; 413 where the server closed the door while the body was still coming."""
    connection = HTTPConnection("127.0.0.1", live.port, timeout=10)
    chunked = not isinstance(body, bytes)
    headers = {"Content-Type": content_type} | ({"Transfer-Encoding": "chunked"} if chunked else {})
    try:
        connection.request("POST", "/sign-in", body, headers, encode_chunked=chunked)
        return connection.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        return 413
    finally:
        connection.close()


def memory(live: Live) -> int:
    return max(psutil.Process(process.pid).memory_info().rss for process in live.workers())


@pytest.mark.parametrize("kind", [*BODIES, "thirty megabytes in chunks, without a length"])
def test_a_body_that_is_too_much_is_refused_soon_and_not_kept(live: Live, kind: str) -> None:
    send(live, b"email=a", FORM)
    before, began = memory(live), time.monotonic()
    content_type, body = BODIES.get(kind, (FORM, chunks(30)))
    assert send(live, body, content_type) in {400, 413}
    assert time.monotonic() - began < 5, "on a quiet machine less than a second"
    assert memory(live) - before < ALLOWED


def test_a_body_that_never_comes_keeps_nobody_else_waiting(live: Live) -> None:
    with socket.create_connection(("127.0.0.1", live.port), timeout=5) as slow:
        slow.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000\r\n\r\nemail=")
        assert live.browser().get("/healthz", timeout=5).status == 200
