"""Asking a virus scanner (clamd) about a file, where an installation has one."""

import socket
from typing import Final

_PATIENCE: Final = 10.0  # seconds
_CHUNK: Final = 256 * 1024


class NoScanner(ConnectionError):
    """The scanner does not answer: nothing is known of the file."""


def is_clean(content: bytes, address: str) -> bool:
    """Whether the scanner at `address` (host:port, or the path of a socket) finds nothing. Raises NoScanner."""
    try:
        with _connected(address) as line:
            line.sendall(b"zINSTREAM\0")
            for at in range(0, len(content), _CHUNK):
                piece = content[at : at + _CHUNK]
                line.sendall(len(piece).to_bytes(4) + piece)
            line.sendall(bytes(4))
            said = line.recv(4096)
    except OSError as error:
        raise NoScanner from error
    if said.rstrip(b"\0\n").endswith(b"FOUND"):
        return False
    if said.rstrip(b"\0\n").endswith(b": OK"):
        return True
    raise NoScanner


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(_PATIENCE)
        line.connect(address)
        return line
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_PATIENCE)
