"""The child process that reads one file: it limits itself before it looks at the first byte.

It is handed the kind and the bytes on its standard input and answers with JSON. It may not open a network
connection, start a program, or write a file; what takes too long or too much is ended by the system.
"""

import json
import os
import resource
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Final

from marketplace.reader import experiences, texts
from marketplace.reader.faults import Unreadable, UnreadFile
from marketplace.reader.kinds import FileKind

SECONDS: Final = 8  # of computing
MEMORY: Final = 400 * 1024 * 1024  # bytes
PATIENCE: Final = 10  # how nice it is to everybody else
_NEVER: Final = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "ctypes.")
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def forbid(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: raises where a file would be written, a program started or a connection made."""
    if event.startswith(_NEVER):
        raise PermissionError(event)
    if event == "open":
        flags = arguments[2] if len(arguments) > 2 else 0  # noqa: PLR2004 -- path, mode, flags
        if isinstance(flags, int) and flags & _WRITES:
            raise PermissionError(event)


def limit() -> None:
    """Take what this process may use down to what a résumé needs."""
    with suppress(OSError):
        os.nice(PATIENCE)
    for what, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):  # where the system knows no such limit, time still ends it
            resource.setrlimit(what, (most, most))
    sys.addaudithook(forbid)


def answer(kind: str, content: bytes) -> dict[str, object]:
    """What was read, or why not."""
    try:
        lines = texts.lines_of(FileKind(kind), content)
    except UnreadFile as unread:
        return {"why": unread.why.value}
    except MemoryError:
        return {"why": Unreadable.TOO_BIG.value}
    found = [asdict(one) for one in experiences.found_in(lines)]
    return {"lines": lines, "experiences": found}


def main() -> None:
    """Read the kind and the file from standard input, and write the answer."""
    limit()
    kind = sys.stdin.buffer.readline().decode().strip()
    sys.stdout.write(json.dumps(answer(kind, sys.stdin.buffer.read()), default=str))


if __name__ == "__main__":
    main()
