"""A mail server that takes everything and remembers who got what."""

import email
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Sink:
    """What arrived: address → the Message-IDs of its mails."""

    port: int = 0
    arrived: dict[str, list[str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, address: str, words: bytes) -> None:
        """Remember one mail."""
        with self.lock:
            self.arrived.setdefault(address, []).append(str(email.message_from_bytes(words)["Message-ID"]))

    @property
    def count(self) -> int:
        """How many mails arrived."""
        with self.lock:
            return sum(len(ids) for ids in self.arrived.values())

    @property
    def doubled(self) -> Counter[str]:
        """Address → how many more than one it got."""
        with self.lock:
            return Counter({address: len(ids) - 1 for address, ids in self.arrived.items() if len(ids) > 1})


class _Conversation(socketserver.StreamRequestHandler):
    """As much SMTP as a client needs."""

    def handle(self) -> None:
        self._say("220 sink")
        address = ""
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper()
            if word == b"RCPT":
                address = line.decode().partition("<")[2].partition(">")[0]
            if word == b"DATA":
                self._say("354 go on")
                self.server.sink.take(address, b"".join(iter(self.rfile.readline, b".\r\n")))  # type: ignore[attr-defined]
            self._say("221 bye" if word == b"QUIT" else "250 ok")
            if word == b"QUIT":
                return

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:
            return  # the other end was killed


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    sink: Sink

    def handle_error(self, request: object, client_address: object) -> None:
        """Workers are killed in mid-sentence here: that is the point."""


@contextmanager
def mail_server() -> Iterator[Sink]:
    """A mail server on a port of its own, for as long as the block lasts."""
    sink = Sink()
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.sink, sink.port = sink, server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield sink
        finally:
            server.shutdown()
