"""Reading a file in a process of its own, which is ended when it takes too long, whatever the file makes it do."""

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from signal import SIGXCPU
from threading import Event, Thread, Timer
from typing import IO, Any, Final

from marketplace.reader.experiences import Found
from marketplace.reader.faults import Unreadable, UnreadFile
from marketplace.reader.kinds import FileKind

SECONDS: Final = 10.0
MOST_ANSWERED: Final = 4_000_000  # bytes
_ROOT: Final = Path(__file__).resolve().parents[2]
_BEGIN: Final = "import sys; sys.path.insert(0, sys.argv[1]); from marketplace.reader.__main__ import main; main()"


@dataclass(frozen=True)
class Reading:
    """What a résumé says: its lines, and what somebody did according to it."""

    lines: tuple[str, ...]
    experiences: tuple[Found, ...]


def read(kind: FileKind, content: bytes, *, seconds: float = SECONDS) -> Reading:
    """Read a file. Raises UnreadFile with why not. The child inherits no setting and no secret of this process."""
    command = [sys.executable, "-I", "-B", "-c", _BEGIN, str(_ROOT)]
    with subprocess.Popen(  # noqa: S603 -- our own program, with words of ours
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8"},
        cwd="/",
    ) as process:
        said, late = _heard(process, kind.value.encode() + b"\n" + content, seconds)
    if late or process.returncode == -SIGXCPU:
        raise UnreadFile(Unreadable.TOO_LONG)
    if process.returncode or len(said) > MOST_ANSWERED:
        raise UnreadFile(Unreadable.TOO_BIG)
    return _reading(json.loads(said))


def _heard(process: subprocess.Popen[bytes], sent: bytes, seconds: float) -> tuple[bytes, bool]:
    """What a child answers, no more than one byte too many, and whether it was ended because it took too long."""
    late = Event()

    def end() -> None:
        late.set()
        process.kill()

    timer, feeding = Timer(seconds, end), Thread(target=_feed, args=(process.stdin, sent), daemon=True)
    timer.start()
    feeding.start()
    said = b""
    try:
        said = process.stdout.read(MOST_ANSWERED + 1) if process.stdout else b""
        if len(said) <= MOST_ANSWERED:
            process.wait()
    finally:
        timer.cancel()
        process.kill()
        feeding.join()
    return said, late.is_set()


def _feed(line: IO[bytes], sent: bytes) -> None:
    with suppress(OSError), line:  # a child that was ended listens no more
        line.write(sent)


def _reading(said: dict[str, Any]) -> Reading:  # Any: JSON
    if "why" in said:
        raise UnreadFile(Unreadable(said["why"]))
    return Reading(tuple(said["lines"]), tuple(_found(one) for one in said["experiences"]))


def _found(one: dict[str, Any]) -> Found:  # Any: JSON
    days = {name: date.fromisoformat(one[name]) if one[name] else None for name in ("started_on", "ended_on")}
    return Found(**(one | days))
