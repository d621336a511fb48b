"""Who writes while something breaks, and remembers what they were told."""

import uuid

import psutil
import sqlalchemy as sa

from marketplace.accounts.models import Organisation
from marketplace.demand.employers.models import Employer, EmployerContact
from marketplace.sides import Side
from tests.factories import accounts
from tests.races.live import Answer, Browser, Live


class Told:
    """What the writers of a test were told about each name that they sent."""

    def __init__(self) -> None:
        self.prefix = f"Rook {uuid.uuid4().hex[:8]}"
        self.answers: dict[str, Answer] = {}

    def write(self, browser: Browser) -> Answer:
        """Add an employer with its contact: rows of three tables."""
        name = f"{self.prefix} {uuid.uuid4()}"
        answer = add_employer(browser, name)
        self.answers[name] = answer
        return answer

    @property
    def acknowledged(self) -> set[str]:
        return {name for name, answer in list(self.answers.items()) if answer.done}

    @property
    def possible(self) -> set[str]:
        return {name for name, answer in list(self.answers.items()) if answer.done or answer.status == 0}

    def serving(self, live: Live) -> list[psutil.Process]:
        """The processes that have answered and live: one that is killed while it is born has nothing in hand."""
        answered = {answer.process for answer in list(self.answers.values())}
        return [process for process in live.workers() if str(process.pid) in answered]

    def check(self, live: Live) -> None:
        """What was acknowledged is stored, what is stored was asked for, and each thing is whole."""
        stored = {
            name: (employers, contacts)
            for name, employers, contacts in live.rows(
                sa.select(Organisation.name, sa.func.count(Employer.id), sa.func.count(EmployerContact.id))
                .outerjoin(Employer, Employer.id == Organisation.id)
                .outerjoin(EmployerContact, EmployerContact.employer_id == Employer.id)
                .where(Organisation.name.startswith(self.prefix))
                .group_by(Organisation.name)
            )
        }
        assert self.acknowledged <= set(stored) <= self.possible
        assert set(stored.values()) <= {(1, 1)}


def add_employer(browser: Browser, name: str, **others: str) -> Answer:
    words = {"name": name, "contact_name": "Ada", "contact_email": "ada@guildhall.example", "size": "unknown"}
    return browser.post("/employers/new", **words | others)


def staff(live: Live) -> Browser:
    return live.browser(live.make(lambda: live.signed_in(accounts.make_membership(Side.STAFF))))
