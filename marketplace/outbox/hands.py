"""What a worker process has in hand: which item, since when, in which thread; and how to interrupt that."""

import ctypes
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

#: How long a job or a mail may take, unless its handler says otherwise (`handler.limit`).
LIMIT: Final = timedelta(minutes=5)


class TimeLimit(RuntimeError):
    """Raised in the thread of a job that takes longer than its limit: it fails, as with any other error."""


class Stopped(BaseException):
    """Raised in the thread of a job that the end of its process cannot wait for: its lease goes back."""


@dataclass(frozen=True)
class Held:
    """What is in hand, since when (by the process's own clock), in which thread, and for how long it may be.

    Without an `item_id` it is nothing of the outbox, but what the process does for its own machine.
    """

    item_id: UUID | None
    since: float
    thread: int
    limit: timedelta = LIMIT

    def for_longer_than(self, time_span: timedelta) -> bool:
        """Whether it is in hand for longer than this."""
        return time.monotonic() - self.since >= time_span.total_seconds()


@dataclass
class Hands:
    """What one process of the worker has in hand, by the owner of the lease."""

    name: str = field(
        default_factory=lambda: f"{socket.gethostname()[:18]}-{os.getpid()}-{secrets.token_hex(2)}"  # names one process
    )
    stopping: Callable[[], bool] = lambda: False
    held: dict[str, Held] = field(default_factory=dict)

    @contextmanager
    def holding(self, owner: str, item_id: UUID | None, limit: timedelta = LIMIT) -> Iterator[None]:
        """Remember what is in hand for as long as the block lasts."""
        self.held[owner] = Held(item_id, time.monotonic(), threading.get_ident(), limit)
        try:
            yield
        finally:
            self.held.pop(owner, None)

    def allow(self, owner: str, limit: timedelta) -> None:
        """Let what is in hand take as long as its handler says, counted from when it was taken."""
        self.held[owner] = replace(self.held[owner], limit=limit)

    def overdue(self, beyond: timedelta = timedelta(0)) -> set[str]:
        """The owners that hold something for longer than it may take, and `beyond`."""
        return {owner for owner, held in list(self.held.items()) if held.for_longer_than(held.limit + beyond)}

    def held_longer_than(self, time_span: timedelta) -> dict[str, UUID]:
        """The items in hand for longer than this, by owner."""
        old = ((owner, held) for owner, held in list(self.held.items()) if held.for_longer_than(time_span))
        return {owner: held.item_id for owner, held in old if held.item_id is not None}

    def interrupt(self, owners: Iterable[str], error: type[BaseException]) -> None:
        """Raise `error` in the threads of these, at their next step; one that waits inside a library hears later."""
        for held in filter(None, map(self.held.get, owners)):  # what has just ended is no longer there
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(held.thread), ctypes.py_object(error))
