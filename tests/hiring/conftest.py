"""What the stories of hiring stand on."""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
import time_machine


@pytest.fixture
def travel(now: datetime) -> Iterator[Callable[[datetime], None]]:
    """`travel(moment)` moves the standing clock on."""
    travels = []

    def to(moment: datetime) -> None:
        journey = time_machine.travel(moment, tick=False)
        journey.start()
        travels.append(journey)

    yield to
    for journey in reversed(travels):
        journey.stop()


@pytest.fixture
def browser(new_client):
    """`browser(actor)` is a browser of their own, signed in as them."""

    def open_for(who):
        client = new_client()
        client.sign_in(who)
        return client

    return open_for
