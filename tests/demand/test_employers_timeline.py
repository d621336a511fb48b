"""An employer's timeline: everything of theirs in its order, and to each reader only what that reader may open."""

from datetime import timedelta

import pytest

from marketplace.demand.consortium.models import AgreementStage
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.employers import actions, queries
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor, sign_in
from tests.factories.demand import NOW, make_employer, make_role_need, make_session
from tests.factories.discovery import make_probe
from tests.factories.hiring import make_interview, make_offer, make_placement, make_referral
from tests.factories.programs import (
    make_agreement,
    make_cohort,
    make_cohort_partner,
    make_consortium,
    make_coordinator,
    make_delivery,
    make_partner,
    make_review,
    make_sent_program,
)
from tests.factories.supply import make_application, make_jobseeker

KINDS = (
    "Discovery session",
    "Asked what is behind",
    "Role need:",
    "Hiring partner:",
    "Agreement ",
    "Asked to read version",
    "Signed onto",
    "Hours for",
    "Candidate Alder",
    "Interview of Candidate",
    "Offer to Candidate",
)


def make_everything(employer, **overrides):
    """One of everything that happens with an employer, up to a hire; gives back the placement."""
    make_session(employer)
    make_probe(employer)
    partner = make_partner(employer=employer, consortium=overrides.get("consortium") or make_consortium())
    program, version = make_sent_program(consortium=partner.consortium)
    make_review(version_of=version, hiring_partner=partner)
    signed = make_cohort_partner(cohort=make_cohort(program=program), hiring_partner=partner)
    make_delivery(cohort_partner=signed)
    need = make_role_need(employer, title="Shift lead")
    referral = make_referral("hired", role_need=need, jobseeker=overrides.get("jobseeker") or make_jobseeker())
    make_interview("cleared", referral=referral, slots=[NOW])
    return make_placement("verified", referral=referral)


def told(employer, actor, most=100):
    return queries.happenings(queries.Asked(employer.id, actor, NOW, most))


def kinds_of(happenings):
    """How often each kind of line is there; a candidate stands for a referral or, hired, a placement."""
    return {kind: sum(row.what.startswith(kind) for row in happenings) for kind in KINDS}


@pytest.fixture
def employer(session):
    return make_employer()


def test_everything_from_the_first_talk_to_the_hire_is_one_timeline(employer):
    make_everything(employer)
    for actor in (make_actor(Side.STAFF), make_actor(Side.EMPLOYER, employer)):
        lines = told(employer, actor)
        assert kinds_of(lines) == dict.fromkeys(KINDS, 1) | {"Candidate Alder": 2}
        assert [row.at for row in lines] == sorted((row.at for row in lines), reverse=True)


def test_the_steps_of_the_relationship_are_told_without_the_reason(employer, staff):
    actions.make_move(employer, "talk", actor=staff, now=NOW)
    actions.make_move(employer, "end", actor=staff, now=NOW + timedelta(days=1), note="Zibbel: they pay late.")

    for actor in (staff, make_actor(Side.EMPLOYER, employer)):
        lines = told(employer, actor)
        assert [row.stage for row in lines] == ["Ended", "In conversation"]
        assert "Zibbel" not in str(lines)


def test_nothing_of_another_employer_is_told(employer):
    make_everything(make_employer("Zibbel Works"))
    assert told(employer, make_actor(Side.STAFF)) == []
    assert told(employer, make_actor(Side.EMPLOYER, employer)) == []


def test_nobody_else_is_told_anything_whatever_the_address(employer, client, staff):
    make_everything(employer)
    actions.make_move(employer, "talk", actor=staff, now=NOW)
    for other in (make_actor(Side.EMPLOYER, make_employer()), make_actor(Side.JOBSEEKER), make_actor(Side.FUNDER)):
        assert told(employer, other) == []
        sign_in(client, other)
        assert client.get(f"/employers/{employer.id}/timeline").status_code == 404


def test_no_line_names_a_jobseeker_even_where_the_employer_may_know_the_person(employer, client):
    placement = make_everything(employer, jobseeker=make_jobseeker(consented=True, name="Zibbel Person"))
    assert placement.jobseeker.person.name == "Zibbel Person"
    for actor in (make_actor(Side.STAFF), make_actor(Side.EMPLOYER, employer)):
        sign_in(client, actor)
        assert "Zibbel" not in client.get_page(f"/employers/{employer.id}/timeline").main


def test_an_employer_reads_of_a_person_only_from_the_day_they_are_shared(employer):
    need = make_role_need(employer)
    make_referral("shortlisted", role_need=need)
    shared = make_referral("shared_with_employer", role_need=need)

    lines = told(employer, make_actor(Side.EMPLOYER, employer))
    assert [row.what for row in lines if row.endpoint == "matches.referral"] == [
        f"Candidate {shared.alias} for {need.title}"
    ]
    assert len([row for row in told(employer, make_actor(Side.STAFF)) if row.endpoint == "matches.referral"]) == 2


def test_an_employer_reads_neither_drafts_of_agreements_nor_that_it_is_a_prospect(employer):
    asked = make_partner(employer=employer, stage=PartnerStage.AGREEMENT_SENT)
    make_agreement(asked, number=2, stage=AgreementStage.DRAFT)
    make_partner(employer=employer, stage=PartnerStage.PROSPECT)

    lines = told(employer, make_actor(Side.EMPLOYER, employer))
    assert sorted(row.what for row in lines) == [
        f"Agreement 1 of {asked.consortium.name}",
        f"Hiring partner: {asked.consortium.name}",
    ]
    assert len(told(employer, make_actor(Side.STAFF))) == 4


def test_who_only_interviews_reads_what_their_pages_show(employer):
    make_everything(employer)
    interviewer = make_actor(Side.EMPLOYER, employer, role=Role.INTERVIEWER)
    assert {row.endpoint for row in told(employer, interviewer)} == {
        "discovery.talk",
        "discovery.heard",
        "role_needs.page",
    }


@pytest.mark.parametrize("role", Role)
def test_every_line_leads_to_a_page_that_its_reader_opens(employer, client, role):
    make_everything(employer)
    sign_in(client, make_actor(Side.EMPLOYER, employer, role=role))
    links = client.get_page(f"/employers/{employer.id}/timeline").all("ol.timeline a")
    assert links
    for link in links:
        assert client.get(link.attributes["href"]).status_code == 200, link.attributes["href"]


def test_hours_for_a_cohort_that_an_employer_was_taken_off_are_not_told_to_it(employer, session, staff):
    signed = make_cohort_partner(hiring_partner=make_partner(employer=employer))
    make_delivery(cohort_partner=signed)
    session.delete(signed)
    session.flush()
    hours = [
        [row.what for row in told(employer, actor) if row.endpoint == "cohorts.hours"]
        for actor in (make_actor(Side.EMPLOYER, employer), staff)
    ]
    assert [len(lines) for lines in hours] == [0, 1]


def test_staff_follow_every_line(employer, client, staff):
    make_everything(employer)
    sign_in(client, staff)
    for link in client.get_page(f"/employers/{employer.id}/timeline").all("ol.timeline a"):
        assert client.get(link.attributes["href"]).status_code == 200, link.attributes["href"]


def test_a_coordinator_reads_of_people_and_cohorts_of_their_own_programs(employer):
    consortium = make_consortium()
    make_everything(employer, consortium=consortium)
    ours = make_sent_program(consortium=consortium)[0]
    coordinator = make_coordinator(ours)
    signed = make_cohort_partner(
        cohort=make_cohort(program=ours), hiring_partner=next(row for row in consortium.partners)
    )
    known = make_jobseeker(consented=True)
    make_application(cohort=signed.cohort, jobseeker=known)
    mine = make_referral("mutual", role_need=make_role_need(employer), jobseeker=known)

    lines = told(employer, coordinator)
    people = [row for row in lines if row.endpoint.split(".")[0] in ("matches", "interviews", "offers", "placements")]
    assert [row.arguments for row in people] == [{"referral_id": mine.id}]
    assert [row.arguments for row in lines if row.endpoint == "cohorts.page"] == [{"cohort_id": signed.cohort_id}]
    assert [row for row in lines if row.endpoint in ("cohorts.hours", "programs.versions")] == []


def test_a_lapsed_offer_is_told_as_lapsed(employer):
    offer = make_offer(referral=make_referral("offered", role_need=make_role_need(employer)))
    asked = queries.Asked(employer.id, make_actor(Side.STAFF), offer.expires_at + timedelta(seconds=1), 10)
    assert [row.stage for row in queries.happenings(asked) if row.endpoint == "offers.page"] == ["Lapsed"]


def test_the_page_of_the_employer_shows_the_newest_and_leads_to_all_of_them(employer, client, staff):
    for day in range(60):
        make_session(employer, starts_at=NOW - timedelta(days=day))
    sign_in(client, staff)
    page = client.get_page(f"/employers/{employer.id}")
    assert len(page.all("ol.timeline li")) == 10

    lengths = []
    page = client.get_page(page.links["See everything that has happened"])
    while True:
        lengths.append(len(page.all("ol.timeline li")))
        if "Older" not in page.links:
            break
        page = client.get_page(page.links["Older"])
    assert lengths == [25, 25, 10]
    assert "Newer" in page.links
    assert "Nothing is older" in client.get_page(f"/employers/{employer.id}/timeline?page=9").main


def test_an_empty_timeline_says_what_will_be_there(employer, client, staff):
    sign_in(client, staff)
    assert "Nothing has happened yet" in client.get_page(f"/employers/{employer.id}/timeline").main


@pytest.mark.parametrize("address", ["/employers/{id}", "/employers/{id}/timeline"])
def test_the_timeline_asks_as_often_for_many_happenings_as_for_a_few(
    employer, client, staff, counting, session, address
):
    def asked():
        session.expire_all()
        with counting() as statements:
            client.get_page(address.format(id=employer.id))
        return len(statements)

    sign_in(client, staff)
    make_everything(employer)
    few = asked()
    for _ in range(4):
        make_everything(employer)
    assert asked() == few <= 25
