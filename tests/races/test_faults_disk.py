"""F05: on a full disk people read, writers are told, nothing acknowledged is lost, and the probe is red."""

import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from marketplace.errors import NO_ROOM, NO_ROOM_SECONDS
from marketplace.outbox.models import Worker
from tests import engines
from tests.factories import accounts
from tests.races.disks import filled, no_file_grows, small_disk
from tests.races.live import Answer, Browser, Live
from tests.races.writers import Told, staff

MOST = 400  # writes until a database must have asked for more room
SETTINGS = {"MIN_FREE_MEGABYTES": "1"}


def write_until_there_is_no_room(told: Told, browser: Browser) -> Answer:
    """Go on writing until one is refused: what is free inside the files is used up first."""
    for _try in range(MOST):
        answer = told.write(browser)
        if not answer.done:
            return answer
    raise AssertionError(f"{MOST} writes found room on a full disk")


def somebody_works(live: Live) -> None:
    """A worker that speaks, so that only the disk can be what is bad."""
    beat = datetime.now(UTC)
    live.make(lambda: accounts.add(Worker(name=uuid.uuid4().hex, started_at=beat, beat_at=beat)) and None)


def probed(live: Live) -> tuple[int, str]:
    answer = live.browser().get("/readyz")
    return answer.status, answer.body


def fill_and_free(live: Live, full: Callable[[], AbstractContextManager[None]]) -> None:
    """Write, fill the disk, see who is told what, free it, write again."""
    somebody_works(live)
    browser, told = staff(live), Told()
    assert told.write(browser).done
    assert probed(live) == (200, "ready\n")
    with full():
        refused = [write_until_there_is_no_room(told, browser), *(told.write(browser) for _try in range(3))]
        assert {answer.status for answer in refused} <= {302, 503, 507}
        assert refused[0].status in {503, 507}
        assert int(refused[0].retry_after) > 0
        assert "no room left" in refused[0].body
        assert browser.get("/employers").status == 200
        assert browser.get("/healthz").status == 200
        assert probed(live) == (503, "not ready: disk\n")
    assert told.write(browser).done, "writes work again without a restart"
    told.check(live)
    a_minute_passes(live)
    assert probed(live) == (200, "ready\n")


def a_minute_passes(live: Live) -> None:
    """The sign of the last refused write grows old."""
    sign = live.folder / NO_ROOM
    if sign.exists():
        then = time.time() - NO_ROOM_SECONDS - 1
        os.utime(sign, (then, then))


def test_no_file_may_grow(make_live: Callable[[str], Live], engine_name: str) -> None:
    if engine_name != "sqlite":
        pytest.skip("the database's files are its server's")
    live = make_live("limited")
    live.environment |= SETTINGS
    live.start()
    fill_and_free(live, lambda: no_file_grows(live))


@pytest.fixture
def disk() -> Iterator[Path]:
    with small_disk(engines.CACHE / f"small-{os.getpid()}", megabytes=64) as folder:
        yield folder


@pytest.fixture
def cramped(disk: Path, engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Live]:
    """A site whose database lies on a small disk: SQLite with its data folder, PostgreSQL with a tablespace."""
    if engine_name == "sqlite":
        address = engines.make_database(engine_name, f"small_{os.getpid()}")
        path = Path(sa.make_url(address).database or "")
        live = Live(f"sqlite:///{shutil.copy(path, disk / 'hall.sqlite')}", disk)
        path.unlink()
    else:
        live = Live(on_the_disk(request.getfixturevalue("own_server"), disk), tmp_path)
    live.environment |= SETTINGS
    live.start()
    yield live
    live.close()


def on_the_disk(own_server: Any, disk: Path) -> str:
    """The address of a migrated database of this server whose tables lie on the disk."""
    if own_server.server.system_user:
        shutil.chown(disk, own_server.server.system_user)
    plain = own_server.address.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE TABLESPACE small LOCATION {}").format(sql.Literal(str(disk))))
        connection.execute("CREATE DATABASE hall TABLESPACE small")
    address = sa.make_url(own_server.address).set(database="hall").render_as_string(hide_password=False)
    engines.migrate(address)
    return str(address)


def test_the_disk_of_the_database_is_full(cramped: Live, disk: Path) -> None:
    fill_and_free(cramped, lambda: filled(disk))
