"""What two people of an office do at the same moment, and what two windows of one person do."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from marketplace.accounts.actions import begin_sign_in
from marketplace.accounts.models import Membership, Organisation, OrganisationKind, Person, RecoveryCode, SignIn
from marketplace.db import db
from marketplace.hiring.placements.models import Related
from marketplace.hiring.placements.models import Stage as PlacementStage
from marketplace.notices.models import MailChoice
from marketplace.outcomes.reports import queries
from marketplace.outcomes.reports.models import FigureRelease, FigureWithdrawal
from marketplace.sides import Side
from marketplace.supply.enrolments.models import Stage as EnrolmentStage
from marketplace.web.signed import sign
from tests.factories import accounts, hiring, programs, supply
from tests.races.live import Live, at_once, rows_of, statuses

Check = Callable[[Live], None]
TODAY = datetime.now(UTC).date()


def two_administrators(live: Live) -> list[tuple[uuid.UUID, uuid.UUID, str]]:
    """The only two there are: person, place, and the secret of a browser."""

    def build():
        db.session.execute(
            sa.update(Membership)
            .where(Membership.side == Side.ADMIN, Membership.ended_at.is_(None))
            .values(ended_at=datetime.now(UTC))
        )
        places = [accounts.make_membership(Side.ADMIN) for _n in range(2)]
        return [(place.person_id, place.id, live.signed_in(place)) for place in places]

    return live.make(build)


def administrators(live: Live) -> int:
    places = rows_of(sa.join(Membership, Person, Membership.person_id == Person.id))
    living = (Membership.side == Side.ADMIN, Membership.ended_at.is_(None), Person.active.is_(True))
    return live.one(places.where(*living))


def race_of_two_administrators(live: Live) -> None:
    """Each takes the other's rights away, by shutting them out or by ending their place: one stays."""
    for ways in (("out", "out"), ("end", "end"), ("out", "end")):
        one, other = two_administrators(live)
        moves = []
        for way, mine, theirs in ((ways[0], one, other), (ways[1], other, one)):
            path = f"/people/{theirs[0]}/shut-out" if way == "out" else f"/people/places/{theirs[1]}/end"
            browser = live.browser(mine[2])
            moves.append(lambda browser=browser, path=path: browser.post(path, reason="They left."))
        answers = at_once(moves)
        assert administrators(live) == 1
        assert {answer.status for answer in answers} <= {302, 303, 404, 409}
        assert not any(answer.status == 302 and "/sign-in" not in answer.location for answer in answers)


def race_to_take_figures_back(live: Live) -> None:
    """One release, taken back eight times at once: it is taken back once, for one reason."""

    def build():
        return hiring.make_release().id, live.signed_in(accounts.make_membership(Side.STAFF))

    release_id, secret = live.make(build)
    browser = live.browser(secret)
    path = f"/released-figures/{release_id}/take-back"
    answers = at_once([lambda number=number: browser.post(path, reason=f"Reason {number}") for number in range(8)])
    assert statuses(answers) == {302: 1, 409: 7}
    assert live.one(rows_of(FigureWithdrawal).where(FigureWithdrawal.release_id == release_id)) == 1


def race_to_release_two_days(live: Live) -> None:
    """Two days that differ by one person, released to two funders at once: one figure is told, once or twice."""
    days = [TODAY - timedelta(days=60), TODAY - timedelta(days=30)]

    def build():
        cohort = programs.make_cohort(seats=40)
        graduated = TODAY - timedelta(days=100)
        for number in range(20):
            who = supply.make_enrolment(cohort=cohort, stage=EnrolmentStage.GRADUATED_ON_TIME, graduated_on=graduated)
            if number < 7:
                day = days[number == 6]
                hiring.make_placement(
                    PlacementStage.VERIFIED,
                    enrolment=who,
                    jobseeker=who.jobseeker,
                    starts_on=graduated + timedelta(days=10),
                    related=Related.YES,
                    claimed_at=datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1),
                    verified_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
                )
        funders = [accounts.make_organisation(OrganisationKind.FUNDER).id for _n in range(2)]
        return cohort.id, funders, live.signed_in(accounts.make_membership(Side.STAFF))

    cohort_id, funders, secret = live.make(build)
    browser = live.browser(secret)
    path = f"/reports/cohorts/{cohort_id}/releases"
    answers = at_once(
        [
            lambda pair=pair: browser.post(path, organisation_id=pair[0], as_of=pair[1].isoformat())
            for pair in zip(funders, days, strict=True)
        ]
    )
    rows = live.rows(sa.select(FigureRelease.seq, FigureRelease.shown).where(FigureRelease.cohort_id == cohort_id))
    told = {
        one.figure.count
        for _seq, shown in rows
        for one in queries.read_shown(shown)
        if one.figure and one.kept_from is None
    }
    assert (len(told), sorted(seq for seq, _shown in rows)) == (1, [1, 2])
    assert statuses(answers) == {302: 2}


def race_to_name_a_team(live: Live) -> None:
    """Eight invitations to a program team that nobody has named before: it is one team."""
    secret = live.make(lambda: live.signed_in(accounts.make_membership(Side.ADMIN)))
    browser, name = live.browser(secret), f"Team {uuid.uuid4()}"
    answers = at_once(
        [
            lambda number=number: browser.post(
                "/people/invitations/new",
                name="Ada",
                email=f"a{number}.{name[5:13]}@guildhall.example",
                side="staff",
                team=name,
            )
            for number in range(8)
        ]
    )
    assert statuses(answers) == {303: 8}
    assert live.one(rows_of(Organisation).where(Organisation.name == name)) == 1


def race_of_mail_programs(live: Live) -> None:
    """Six mail programs of one person end the mails of a topic at once: each is told that they have ended."""

    def build():
        person = accounts.make_membership(Side.JOBSEEKER).person
        return person.id, sign("stop-mail", str(person.id), "interviews")

    person_id, token = live.make(build)
    browsers = [live.browser() for _n in range(6)]
    answers = at_once([lambda browser=browser: browser.post(f"/mail/stop/{token}/at-once") for browser in browsers])
    assert statuses(answers) == {204: 6}
    assert live.one(rows_of(MailChoice).where(MailChoice.person_id == person_id)) == 1


def waiting_browsers(live: Live, number: int) -> tuple[uuid.UUID, list]:
    """Browsers of one person that have proven the password and are asked for a code of the phone."""

    def build():
        place = accounts.make_membership(Side.ADMIN)
        accounts.make_second_factor(place.person_id)
        now = datetime.now(UTC)
        return place.person_id, [begin_sign_in(place, now=now, awaits_code=True) for _n in range(number)]

    person_id, secrets = live.make(build)
    return person_id, [live.browser(awaits=secret) for secret in secrets]


def race_with_a_code(live: Live) -> None:
    """A13: one code of the phone, given in five browsers at once, signs one of them in."""
    person_id, browsers = waiting_browsers(live, 5)
    code = accounts.code_of_phone(accounts.PHONE, datetime.now(UTC))
    answers = at_once([lambda browser=browser: browser.post("/sign-in/code", code=code) for browser in browsers])
    signed_in = sa.join(SignIn, Membership, SignIn.membership_id == Membership.id)
    mine = (Membership.person_id == person_id, SignIn.awaits_code.is_(False))
    assert statuses(answers) == {303: 1, 409: 4}
    assert live.one(rows_of(signed_in).where(*mine)) == 1


def race_of_guessed_codes(live: Live) -> None:
    """A13: twenty wrong codes at once against a limit of five in five minutes, and then the right one waits too."""
    _person_id, browsers = waiting_browsers(live, 20)
    answers = at_once([lambda browser=browser: browser.post("/sign-in/code", code="000000") for browser in browsers])
    assert set(statuses(answers)) == {409, 429}
    assert statuses(answers)[409] <= 5
    code = accounts.code_of_phone(accounts.PHONE, datetime.now(UTC))
    assert browsers[0].post("/sign-in/code", code=code).status == 429


def race_for_codes_on_paper(live: Live) -> None:
    """Six windows of one person ask for new codes on paper at once: ten of them work, those of one window."""

    def build():
        place = accounts.make_membership(Side.JOBSEEKER)
        accounts.make_second_factor(place.person_id)
        return place.person_id, live.signed_in(place)

    person_id, secret = live.make(build)
    browser = live.browser(secret)
    answers = at_once([lambda: browser.post("/account/recovery-codes")] * 6)
    assert statuses(answers) == {303: 6}
    assert live.one(rows_of(RecoveryCode).where(RecoveryCode.person_id == person_id)) == 10


RACES: list[Check] = [
    race_of_two_administrators,
    race_to_take_figures_back,
    race_to_release_two_days,
    race_to_name_a_team,
    race_of_mail_programs,
    race_with_a_code,
    race_of_guessed_codes,
    race_for_codes_on_paper,
]


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_two_at_once_come_to_what_one_after_the_other_does(race: Check, live: Live, thorough: bool) -> None:
    for _round in range(5 if thorough else 1):
        race(live)


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
def test_it_comes_to_something_else_without_its_guard(race: Check, unguarded: Live) -> None:
    with pytest.raises(AssertionError):
        for _round in range(5):
            race(unguarded)
