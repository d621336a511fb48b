"""Links that open once and doors that are guessed at, when many come at the same time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.actions.tokens import make_token
from marketplace.accounts.models import Invitation, Membership, Person, TokenPurpose
from marketplace.sides import Side
from tests.factories import accounts
from tests.races.live import Live, at_once, rows_of

Check = Callable[[Live], None]


def race_with_a_reset_link(live: Live) -> None:
    """A09: one link, six new passwords at once."""

    def build():
        person = accounts.make_membership(Side.JOBSEEKER).person
        return person.id, make_token(person, TokenPurpose.RESET_PASSWORD, now=datetime.now(UTC))[1]

    person_id, secret = live.make(build)
    browsers = [live.browser() for _n in range(6)]
    answers = at_once(
        [
            lambda number=number, browser=browser: browser.post(
                f"/new-password/{secret}", password=f"quiet harbour number {number}"
            )
            for number, browser in enumerate(browsers)
        ]
    )
    assert sum(answer.done for answer in answers) == 1
    assert {answer.status for answer in answers if not answer.done} <= {409, 503}, "503: hashes wait in line"
    assert live.one(sa.select(Person.epoch).where(Person.id == person_id)) == 2


def race_with_an_invitation(live: Live) -> None:
    """A11: one invitation, accepted eight times at once."""

    def build():
        membership = accounts.make_membership(Side.JOBSEEKER)
        soon = datetime.now(UTC) + timedelta(days=1)
        secret = f"invitation-{membership.id}"
        accounts.make_invitation(secret, side=Side.EMPLOYER, email=membership.person.email, expires_at=soon)
        return membership.person_id, secret, live.signed_in(membership)

    person_id, secret, mine = live.make(build)
    browser = live.browser(mine)
    answers = at_once([lambda: browser.post(f"/invitation/{secret}")] * 8)
    places = rows_of(Membership).where(Membership.person_id == person_id, Membership.side == Side.EMPLOYER)
    used = rows_of(Invitation).where(Invitation.accepted_by_id == person_id)
    accepted = [a for a in answers if a.done and not a.location.startswith("/sign-in")]  # a new place, a new sign-in
    assert (len(accepted), live.one(places), live.one(used)) == (1, 1, 1)
    assert {answer.status for answer in answers} <= {302, 303, 409}


def race_of_guesses(live: Live) -> None:
    """A03: forty wrong passwords at once, over two processes, against a limit of ten."""
    email = live.make(lambda: accounts.make_membership(Side.JOBSEEKER).person.email)
    browsers = [live.browser() for _n in range(40)]
    answers = at_once([lambda b=b: b.post("/sign-in", email=email, password="not this one", next="") for b in browsers])
    held_back = [answer for answer in answers if answer.status == 429]
    assert len({answer.process for answer in answers}) > 1
    assert len(answers) - len(held_back) <= 10
    assert {int(answer.retry_after) > 0 for answer in held_back} == {True}
    assert not any(answer.done for answer in answers)
    assert live.browser().post("/sign-in", email=email, password=accounts.PASSWORD, next="").status == 429


RACES: list[Check] = [race_with_a_reset_link, race_with_an_invitation, race_of_guesses]


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_a_door_opens_once_however_many_push(race: Check, live: Live) -> None:
    race(live)


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_it_opens_to_too_many_without_its_guard(race: Check, unguarded: Live) -> None:
    with pytest.raises(AssertionError):
        for _round in range(3):
            race(unguarded)
