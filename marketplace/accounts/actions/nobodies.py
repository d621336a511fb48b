"""What is done for nobody takes as long as what is done for somebody: the wait tells no stranger who is here."""

import uuid
from collections.abc import Callable
from datetime import datetime

from marketplace.accounts.models import Person
from marketplace.db import db


def for_nobody(work: Callable[[Person], object], *, now: datetime) -> None:
    """Do it for a person that there is not, and leave nothing of it.

    Their row takes as long as the notice that a person who is here gets.
    """
    nothing = db.session.begin_nested()
    person = Person(name="", email=f"{uuid.uuid4()}@nobody.invalid", created_at=now)
    db.session.add(person)
    db.session.flush()
    work(person)
    nothing.rollback()
