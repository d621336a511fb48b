"""What each machine needs for itself, such as a file in its own folder: looked after by its workers.

A row of the outbox is done once, by whichever machine is first. What every machine must have is asked for
here instead: by each worker process when it starts and once a minute, outside the queue and its threads.
"""

import logging
import secrets
import threading
import time
from datetime import timedelta
from typing import Final

from flask import Flask

from marketplace.db import transaction
from marketplace.outbox.delivery import clock
from marketplace.outbox.hands import Hands, Stopped
from marketplace.outbox.worker import Handler, limit_of

EVERY: Final = 60.0  # seconds
AFTER_A_FAULT: Final = timedelta(minutes=10)

log = logging.getLogger(__name__)


class Here(threading.Thread):
    """Does what `HERE` in the application names, until the process stops.

    Each handler is safe to repeat and a quick look when nothing is missing. It has the limit of a job; one
    that fails is left alone for ten minutes.
    """

    def __init__(self, app: Flask, hands: Hands, stop: threading.Event) -> None:
        super().__init__(name="here", daemon=True)
        self._app, self._hands, self._stop_flag = app, hands, stop
        self._rests: dict[Handler, float] = {}

    def run(self) -> None:
        """Look at once, then every minute."""
        try:
            while not self._stop_flag.is_set():
                self.look()
                self._stop_flag.wait(EVERY)
        except Stopped:
            return

    def look(self) -> None:
        """Do each of them, unless it has failed a moment ago."""
        for handler in self._app.extensions["here"]:
            if self._rests.get(handler, 0) <= time.monotonic():
                self._do(handler)

    def _do(self, handler: Handler) -> None:
        name, owner = getattr(handler, "__name__", ""), f"{self._hands.name}/{secrets.token_hex(6)}"
        try:
            with (
                self._app.app_context(),
                self._hands.holding(owner, None, limit_of(handler)),
                transaction(read_only=getattr(handler, "reads_first", False)),
            ):
                handler(now=clock())
        except Exception as error:  # noqa: BLE001 -- whatever it does, the worker goes on
            self._rests[handler] = time.monotonic() + AFTER_A_FAULT.total_seconds()
            log.warning("%s failed on this machine: %s", name, type(error).__name__)
