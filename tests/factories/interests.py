"""Addresses that wait for a cohort to open, for tests."""

from datetime import UTC, datetime, timedelta
from itertools import count

from marketplace.accounts.queries import digest
from marketplace.db import db
from marketplace.supply.interests.models import Interest
from tests.factories.programs import make_program

_number = count(1)
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


def make_interest(**overrides) -> Interest:
    """A confirmed address that waits for an offered program."""
    number = next(_number)
    values = {
        "email": f"waits{number}@guildhall.example",
        "question": "",
        "token_hash": digest(f"link {number}"),
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=2),
        "confirmed_at": NOW,
    } | overrides
    if not values.keys() & {"program", "program_id"}:
        values["program"] = make_program(offered=True)
    row = Interest(**values)
    db.session.add(row)
    db.session.flush()
    return row
