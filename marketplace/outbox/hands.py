"""What a worker process has in hand: which item, since when, in which thread; and how to interrupt that."""

import ctypes
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID


class TimeLimit(RuntimeError):
    """Raised in the thread of a job that takes longer than the limit: it fails, as with any other error."""


class Stopped(BaseException):
    """Raised in the thread of a job that the end of its process cannot wait for: its lease goes back."""


@dataclass(frozen=True)
class Held:
    """An item in hand, since when (by the process's own clock), and the thread that works on it."""

    item_id: UUID
    since: float
    thread: int


@dataclass
class Hands:
    """What one process of the worker has in hand, by the owner of the lease."""

    name: str = field(
        default_factory=lambda: f"{socket.gethostname()[:18]}-{os.getpid()}-{secrets.token_hex(2)}"  # names one process
    )
    stopping: Callable[[], bool] = lambda: False
    held: dict[str, Held] = field(default_factory=dict)

    @contextmanager
    def holding(self, owner: str, item_id: UUID) -> Iterator[None]:
        """Remember what is in hand for as long as the block lasts."""
        self.held[owner] = Held(item_id, time.monotonic(), threading.get_ident())
        try:
            yield
        finally:
            self.held.pop(owner, None)

    def overdue(self, limit: timedelta) -> set[str]:
        """The owners that hold an item for longer than `limit`."""
        oldest = time.monotonic() - limit.total_seconds()
        return {owner for owner, held in list(self.held.items()) if held.since < oldest}

    def interrupt(self, owners: Iterable[str], error: type[BaseException]) -> None:
        """Raise `error` in the threads of these, at their next step; one that waits inside a library hears later."""
        for held in filter(None, map(self.held.get, owners)):  # what has just ended is no longer there
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(held.thread), ctypes.py_object(error))
