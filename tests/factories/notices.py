"""Notices for tests: each function adds one row and gives it back."""

from itertools import count

from marketplace.notices.models import Notice
from tests.factories.accounts import NOW, add, make_person

_numbers = count(1)


def make_notice(**overrides):
    """An unread notice that an interview waits for a time to be picked."""
    number = next(_numbers)
    words = {
        "template": "interview_proposed",
        "subject": f"Pick a time for your interview {number}",
        "dedupe_key": f"notice {number}",
        "created_at": NOW,
    }
    if "person_id" not in overrides:
        overrides["person_id"] = make_person().id
    return add(Notice(**words | overrides))
