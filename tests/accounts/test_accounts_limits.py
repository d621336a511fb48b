"""What costs the machine something can be asked for so often by one person, and by all of an organisation together."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from marketplace import limits
from marketplace.accounts.models import AdminAct, Attempt, SignIn
from marketplace.accounts.views import limits as asking
from marketplace.competencies.models import UnresolvedWords
from marketplace.db import db
from marketplace.hiring.matches.models import MatchRun
from marketplace.sides import Side
from tests.factories.accounts import PASSWORD, make_actor, make_membership, make_organisation
from tests.factories.competencies import make_competency
from tests.factories.demand import make_requirement, make_role_need

SUGGEST = "/competencies/suggest?q=bread"
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def fresh(app, monkeypatch):
    """A process that has counted nothing yet."""
    monkeypatch.setattr(asking, "_shares", asking.Shares())


@pytest.fixture
def few(app, monkeypatch):
    monkeypatch.setitem(
        app.config,
        "LIMITS",
        [f"{name}={most}/60" for name in ("search", "what_if", "match_run") for most in [2]]
        + ["search_organisation=3/60", "typing=40/60", "typing_organisation=60/60", "unresolved=2/3600"],
    )
    for view in ("search.page", "matches.what_if"):
        assert view in app.view_functions
    monkeypatch.setattr(asking.Shares, "wait", at_once(asking.Shares.wait))


def at_once(wait):
    """Searches and what-ifs counted one by one, typing as it is."""

    def counted(self, tries, *, every, at):
        return wait(self, tries, every=every if tries[0].name == "typing" else 1, at=at)

    return counted


def signed_in(browser, *arguments, **named):
    browser.sign_in(make_actor(*arguments, **named))
    return browser


def statuses(browser, url, times, **named):
    return [browser.get(url, **named).status_code for _ in range(times)]


def test_a_person_searches_so_often_and_then_reads_when_to_go_on(client, few, now):
    browser = signed_in(client, Side.STAFF)
    assert statuses(browser, "/search?q=oak", 2) == [200, 200]
    page = browser.get_page("/search?q=oak", status=429)
    assert (page.headers["Retry-After"], "Try again in 1 minute." in page.main) == ("60", True)
    assert browser.get("/search/person?q=oak").status_code == 429, "one counter for both pages of search"
    assert browser.get("/competencies").status_code == 200, "nothing else is held back"


def test_the_limit_is_over_when_its_time_is(client, few, now):
    import time_machine

    browser = signed_in(client, Side.STAFF)
    assert statuses(browser, "/search?q=oak", 3)[-1] == 429
    with time_machine.travel(now + timedelta(seconds=61), tick=False):
        assert statuses(browser, "/search?q=oak", 3) == [200, 200, 429]


def test_an_organisation_has_a_limit_together_and_another_one_of_its_own(new_client, few, now):
    team = make_organisation(kind="program_team")
    first, second = (signed_in(new_client(), Side.STAFF, organisation=team) for _ in range(2))
    assert statuses(first, "/search?q=oak", 2) + statuses(second, "/search?q=oak", 2) == [200, 200, 200, 429]
    assert statuses(signed_in(new_client(), Side.STAFF), "/search?q=oak", 1) == [200]


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_an_address_that_a_stranger_claims_changes_no_limit(client, few, now, header):
    browser = signed_in(client, Side.STAFF)
    found = [browser.get("/search?q=oak", headers={header: f"203.0.113.{n}"}).status_code for n in range(3)]
    assert found == [200, 200, 429]


def test_an_address_that_a_stranger_claims_is_written_down_nowhere(client, now):
    person = make_membership(Side.STAFF).person
    client.environ_base = {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "203.0.113.77"}
    assert client.send("/sign-in", email=person.email, password=PASSWORD, next="").status == 303
    client.get("/search?q=oak")
    kept = [str(vars(row)) for kind in (SignIn, AdminAct, Attempt) for row in db.session.scalars(sa.select(kind))]
    assert kept
    assert not any("203.0.113" in words for words in kept)


def test_questions_while_typing_are_counted_in_twenties_with_one_write_each(client, few, counting, now):
    make_competency("Bake bread")
    browser = signed_in(client, Side.JOBSEEKER)
    with counting() as statements:
        assert statuses(browser, SUGGEST, 19, headers=JSON) == [200] * 19
    assert [one for one in statements.sent if "attempts" in one] == []
    assert statuses(browser, SUGGEST, 40, headers=JSON) == [200] * 40
    assert db.session.scalars(sa.select(Attempt.times)).all() == [40]
    answer = browser.get(SUGGEST, headers=JSON)
    assert (answer.status_code, answer.json) == (429, {"sentence": "Try again in 1 minute."})
    assert answer.headers["Retry-After"] == "60"


def test_each_process_lets_fewer_than_twenty_too_many_through(app, few, now):
    processes = [asking.Shares() for _ in range(3)]
    tries = asking.tries_of(make_actor(Side.JOBSEEKER), "typing")
    waits = [process.wait(tries, every=20, at=now) for _ in range(60) for process in processes]
    let_through = waits.count(0)
    assert limits.limit("typing").most < let_through < limits.limit("typing").most + 20 * len(processes)


def test_what_a_process_remembers_is_bounded(app, few, now, monkeypatch):
    monkeypatch.setattr(asking, "MOST_KEPT", 10)
    process = asking.Shares()
    for _ in range(50):
        process.wait(asking.tries_of(make_actor(Side.JOBSEEKER), "typing"), every=20, at=now)
    assert len(process._counted) <= 11


def test_numbers_beside_requirements_come_as_a_line_when_asked_too_often(client, few, now):
    need = make_role_need()
    make_requirement(need, competency=make_competency("Bake bread"))
    browser = signed_in(client, Side.STAFF)
    url = f"/role-needs/{need.id}/what-if"
    assert statuses(browser, url, 2, headers={"HX-Request": "true"}) == [200, 200]
    answer = browser.get(url, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.get_data(as_text=True)) == (429, "Try again in 1 minute.")


def test_match_runs_of_one_person_are_so_many_and_a_refused_one_leaves_nothing(client, few, now):
    need = make_role_need()
    make_requirement(need, competency=make_competency("Bake bread"))
    browser = signed_in(client, Side.STAFF)
    found = [browser.send(f"/role-needs/{need.id}/match-runs").status for _ in range(3)]
    assert found == [302, 302, 429]
    assert len(db.session.scalars(sa.select(MatchRun)).all()) == 2


def test_words_of_somebody_who_typed_very_many_that_led_nowhere_are_not_noted_and_the_page_is_as_ever(client, few, now):
    make_competency("Bake bread")
    browser = signed_in(client, Side.JOBSEEKER)
    for words in ("zzgl", "qqwx", "vvbn"):
        browser.send("/me/growth/new", competency=words, level=2)
    assert sorted(db.session.scalars(sa.select(UnresolvedWords.words))) == ["qqwx", "zzgl"]
