"""Stories in a real browser against a real server: `flask serve` on a migrated, seeded database of its own."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from config import Settings
from marketplace.app import create_app
from marketplace.db import db, transaction
from tests import engines
from tests.conftest import ROOT, TESTING, wait_until

ARTIFACTS = Path(__file__).parent / "artifacts"
HERE = Path(__file__).parent
ON_BOTH = {"test_thread", "test_notes"}  # what the others show has nothing to do with the database
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "preload": False,  # else it asks for each style sheet again
    "resultTypes": ["violations"],  # it takes twice as long to write up what is well
}
AXE_ITSELF = "Applying inline style violates"  # axe tries one on while it looks at a page
examined: set[Page] = set()  # pages that axe has looked at since they were loaded
Made = TypeVar("Made")
PATIENCE = 10_000  # milliseconds that an element may take to appear


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys share one server and one browser, so one worker runs them all."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.xdist_group("journeys"))
            if item.path.stem not in ON_BOTH:
                item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of an installed Chromium; without one the journey is skipped, or fails where one is demanded."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        return found
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail("no Chromium found, and REQUIRE_BROWSER is set")
    pytest.skip("no Chromium found")


@dataclass
class Site:
    """The running site: where it answers, what it has printed, and its database."""

    url: str
    log: Path
    database: str
    environment: dict[str, str]

    def flask(self, *words: str) -> str:
        """What a `flask` command prints that works on the site's database."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @cached_property
    def app(self) -> Flask:
        """The application on the site's database, in the process of the tests."""
        folder = Path(self.environment["DATA_FOLDER"])
        settings = Settings(environment="testing", database_url=self.database, data_folder=folder)
        return create_app(settings, **TESTING)

    def make(self, build: Callable[[], Made]) -> Made:
        """Do something beside the server, in one transaction: build rows, let time pass. Gives back plain values."""
        with self.app.app_context(), transaction():
            return build()

    def close(self) -> None:
        """Let go of the database."""
        if "app" in vars(self):
            with self.app.app_context():
                db.session.remove()
                db.engine.dispose()


@pytest.fixture(scope="session")
def site(chromium: str, engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site with its worker, seeded as on a first start."""
    with served(engine_name, tmp_path_factory, "site") as site:
        yield site


@contextmanager
def served(engine_name: str, tmp_path_factory: pytest.TempPathFactory, name: str, *options: str) -> Iterator[Site]:
    """A site with its worker on a database and a folder of its own, for as long as the block lasts."""
    folder = tmp_path_factory.mktemp(name)
    name = f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    address = engines.make_database(engine_name, name)
    port = _free_port()
    environment = engines.environment(address) | {"DATA_FOLDER": str(folder), "PORT": str(port)}
    log = folder / "site.log"
    with log.open("w") as printed:
        server = subprocess.Popen(
            [sys.executable, "-m", "flask", "serve", *options],
            cwd=ROOT,
            env=environment,
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
    site = Site(url=f"http://127.0.0.1:{port}", log=log, database=address, environment=environment)
    try:
        wait_until(lambda: _answers(site, server), seconds=120)
        yield site
    finally:
        server.terminate()
        server.wait(30)
        site.close()
        engines.drop_database(engine_name, name)


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _answers(site: Site, server: subprocess.Popen[bytes]) -> bool:
    assert server.poll() is None, f"the site ended by itself:\n{site.log.read_text()}"
    try:
        with urlopen(f"{site.url}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        )
        yield browser
        browser.close()


@dataclass
class Visits:
    """Opens windows of different people, and notes what goes wrong inside them."""

    browser: Browser
    site: Site
    troubles: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(self, *, width: int = 1280, height: int = 900, dark: bool = False, scripts: bool = True) -> Page:
        """A window of somebody new: own cookies, no animation, nothing from other sites."""
        context = self.browser.new_context(
            base_url=self.site.url,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            color_scheme="dark" if dark else "light",
            locale="en-CA",
            timezone_id="America/Toronto",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on("framenavigated", lambda frame: examined.discard(page) if frame == page.main_frame else None)
        page.on("console", lambda message: self._console(page, message))
        page.on("request", lambda request: self._request(request.url))
        return page

    def _console(self, page: Page, message: ConsoleMessage) -> None:
        refused = "the server responded with a status of 4"  # a refused form is an answer, not a trouble
        if message.type != "error" or (page in examined and AXE_ITSELF in message.text):
            return
        if refused not in message.text:
            self.troubles.append(f"{page.url}: {message.text}")

    def _request(self, url: str) -> None:
        if not url.startswith((self.site.url, "data:", "blob:", "about:")):
            self.troubles.append(f"asked another site: {url}")


@pytest.fixture
def visit(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Visits]:
    """`page = visit()`, `page = visit(width=390, dark=True)`; the test fails on any error in a console."""
    visits = Visits(browser, site)
    yield visits
    if getattr(request.node, "journey_failed", False):
        _keep_pictures(visits, request.node.name)
    for context in visits.contexts:
        examined.difference_update(context.pages)
        context.close()
    assert visits.troubles == []


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome = yield
    if outcome.get_result().failed:  # type: ignore[attr-defined]
        item.journey_failed = True  # type: ignore[attr-defined]


def _keep_pictures(visits: Visits, name: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    pages = [page for context in visits.contexts for page in context.pages]
    for number, page in enumerate(pages, 1):
        page.screenshot(path=ARTIFACTS / f"{name}-{number}.png", full_page=True)
        print(f"window {number} stands at {page.url}")


@pytest.fixture(scope="session")
def violations(engine_name: str) -> Callable[[Page], list[str]]:
    """What axe finds against WCAG 2.2 AA on the page as it stands: rule and the elements concerned.

    A look takes half a second and has nothing to do with the database, so it is taken on one engine.
    """
    if engine_name != "sqlite":
        return lambda _page: []
    axe = Axe()

    def look(page: Page) -> list[str]:
        examined.add(page)
        found: list[dict[str, Any]] = axe.run(page, options=OPTIONS).response["violations"]
        return [
            f"{page.url} {fault['id']}: {node['target']} {node.get('failureSummary', '')}"
            for fault in found
            for node in fault["nodes"]
        ]

    return look


@pytest.fixture(scope="session")
def overflow() -> Callable[[Page], int]:
    """By how many pixels the page is wider than its window."""
    return lambda page: int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )
