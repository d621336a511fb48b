"""Probes: what is behind a stated requirement, whose word it is, and where words and practice differ."""

import pytest

from marketplace.demand.discovery import actions, queries
from marketplace.demand.discovery.lifecycle import PROBES
from marketplace.demand.discovery.models import (
    Contradiction,
    InsightKind,
    ProbeFinding,
    ProbeStage,
    RequirementProbe,
    Verdict,
)
from marketplace.errors import Refused, Stale
from marketplace.sides import Role, Side
from tests.factories.accounts import make_actor, sign_in
from tests.factories.competencies import make_competency
from tests.factories.demand import NOW, make_contact, make_employer, make_insight, make_session

STAFF_MAY = {(stage, "find") for stage in ProbeStage} | {(ProbeStage.WAITING, "confirm")}
HIRING_MAY = {
    (ProbeStage.WAITING, "confirm"),
    (ProbeStage.WAITING, "contest"),
    (ProbeStage.CONFIRMED, "contest"),
}


def begun(staff, employer=None, **more):
    return actions.probe(employer or make_employer(), **{"stated": "five years in tech"} | more, actor=staff, now=NOW)


def found(staff, employer=None, **more):
    row = begun(staff, employer)
    return find(row, staff, **more)


def find(row, staff, **more):
    told = {"why": "Somebody who has told a customer bad news.", "verdict": Verdict.PROXY, "says_must": False}
    told |= {"behind": [(make_competency().id, 3)], "version": row.version} | more
    actions.find(row, actor=staff, now=NOW, **told)
    return row


@pytest.mark.parametrize(
    ("side", "role", "may"),
    [
        (Side.STAFF, None, STAFF_MAY),
        (Side.EMPLOYER, Role.OWNER, HIRING_MAY),
        (Side.EMPLOYER, Role.RECRUITER, HIRING_MAY),
        (Side.EMPLOYER, Role.INTERVIEWER, set()),
        (Side.JOBSEEKER, None, set()),
        (Side.FUNDER, None, set()),
        (Side.ADMIN, None, set()),
    ],
)
def test_who_may_make_which_move_at_which_stage(session, side, role, may):
    actor = make_actor(side, **({"role": role} if role else {}))
    names = {move.name for move in PROBES.moves}
    allowed = {(stage, name) for stage in ProbeStage for name in names if PROBES.allows(stage, name, actor)}
    assert allowed == may


def test_a_finding_waits_for_the_employers_word(session, staff):
    row = found(staff)
    assert (row.stage, row.finding.verdict, [line.level for line in row.finding.behind]) == (
        ProbeStage.WAITING,
        Verdict.PROXY,
        [3],
    )


def test_a_stand_in_stands_for_something(session, staff):
    row = begun(staff)
    with pytest.raises(Refused, match="stands for something"):
        find(row, staff, behind=[])
    find(row, staff, verdict=Verdict.REAL, behind=[])
    assert row.stage is ProbeStage.WAITING


def test_the_same_competency_does_not_stand_there_twice(session, staff):
    same = make_competency().id
    with pytest.raises(Refused, match="twice"):
        found(staff, behind=[(same, 2), (same, 3)])


def test_what_was_found_before_stays_and_is_confirmed_anew(session, staff):
    employer = make_employer()
    owner = make_actor(Side.EMPLOYER, employer)
    row = found(staff, employer)
    actions.confirm_probe(row, actor=owner, now=NOW)
    assert (row.stage, row.confirmed_by_id, row.confirmed_at) == (ProbeStage.CONFIRMED, owner.person_id, NOW)

    find(row, staff, verdict=Verdict.NON_NEGOTIABLE, why="The insurer asks for it.")
    kept = session.query(ProbeFinding).order_by(ProbeFinding.seq).all()
    assert [(line.seq, line.verdict.value) for line in kept] == [(1, "proxy"), (2, "non_negotiable")]
    assert (row.stage, row.confirmed_by_id, row.confirmed_at) == (ProbeStage.WAITING, None, None)


def test_staff_say_who_at_the_employer_confirmed(session, staff):
    employer = make_employer()
    row = found(staff, employer)
    with pytest.raises(Refused, match="Say who"):
        actions.confirm_probe(row, actor=staff, now=NOW)
    with pytest.raises(Refused, match="Say who"):
        actions.confirm_probe(row, contact_id=make_contact().id, actor=staff, now=NOW)
    contact = make_contact(employer)
    actions.confirm_probe(row, contact_id=contact.id, actor=staff, now=NOW)
    assert (row.confirmed_contact.name, row.confirmed_by_id) == (contact.name, None)


def test_two_who_write_down_at_once_are_told(session, staff):
    row = begun(staff)
    version = row.version
    find(row, staff)
    with pytest.raises(Stale):
        find(row, staff, version=version)


def test_a_quote_of_another_employer_is_no_beginning(session, staff):
    with pytest.raises(Refused, match="not this employer"):
        begun(staff, insight_id=make_insight().id)


def test_every_step_is_kept(session, staff):
    row = found(staff)
    actions.confirm_probe(row, actor=make_actor(Side.EMPLOYER, row.employer), now=NOW)
    assert [step.what for step in queries.probe_steps_of(row)] == [
        "Confirmed by the employer",
        "Written down what is behind it",
        "Begun to ask about it",
    ]


# ---- what could be asked next ---------------------------------------------------------------------


def test_quotes_about_requirements_wait_to_be_asked_about_the_likely_stand_ins_first(session, staff):
    plain = make_insight(quote="We need somebody calm.", kind=InsightKind.REQUIREMENT)
    years = make_insight(quote="We ask for five years in the trade.", kind=InsightKind.NON_NEGOTIABLE)
    make_insight(quote="A degree costs us people.", kind=InsightKind.PAIN)
    asked = make_insight(quote="A diploma.", kind=InsightKind.REQUIREMENT)
    begun(staff, asked.session.employer, insight_id=asked.id)

    rows = queries.to_ask(staff)
    assert [(row.insight.id, [hint.words for hint in row.hints]) for row in rows] == [
        (years.id, ["ask for five years"]),
        (plain.id, []),
    ]


def test_words_of_those_who_do_not_agree_to_be_quoted_are_not_on_the_pages_of_probes(session, client, staff):
    quiet = make_session(may_quote=False)
    insight = make_insight(quote="Zibbel and five years in tech.", session=quiet, kind=InsightKind.REQUIREMENT)
    sign_in(client, staff)
    assert "Zibbel" not in client.get_page("/discovery/probes").html
    row = begun(staff, quiet.employer, insight_id=insight.id, stated="Zibbel and five years in tech")
    find(row, staff)
    session.expire_all()
    for address in (
        "/discovery/probes",
        f"/discovery/probes/{row.id}",
        f"/discovery/probes/{row.id}/finding",
        f"/employers/{quiet.employer_id}",
    ):
        assert "Zibbel" not in client.get_page(address).html, address


# ---- pages ----------------------------------------------------------------------------------------


def test_staff_ask_write_down_and_note_the_confirmation_in_the_browser(session, client, staff):
    insight = make_insight(quote="We ask for five years in the trade.", kind=InsightKind.REQUIREMENT)
    contact = make_contact(insight.session.employer)
    competency = make_competency("Tell bad news early")
    sign_in(client, staff)

    listing = client.get_page("/discovery/probes")
    start = next(link for link in listing.links.values() if f"insight={insight.id}" in link)
    page = client.get_page(start)
    assert "Years say how long somebody was there" in page.main
    assert page.form("/probes/new").fields["stated"] == "We ask for five years in the trade."

    probe = client.follow(client.submit(page.form("/probes/new"), status=302, stated="five years in the trade"))
    form = client.get_page(f"{probe.path}/finding").form("/finding")
    told = {"why": "They have told customers bad news.", "verdict": "proxy"}
    there = client.follow(client.submit(form, status=302, **told, competency_1=competency.preferred, level_1="3"))
    assert "A stand-in" in there.main
    assert "Tell bad news early" in there.main

    form = client.get_page(f"{probe.path}/confirmed").form("/confirmed")
    there = client.follow(client.submit(form, status=302, contact_id=str(contact.id)))
    assert contact.name in there.main
    assert session.query(RequirementProbe).one().stage is ProbeStage.CONFIRMED


def test_a_refused_finding_keeps_every_word(session, client, staff):
    row = begun(staff)
    sign_in(client, staff)
    form = client.get_page(f"/discovery/probes/{row.id}/finding").form("/finding")
    page = client.submit(form, status=409, why="Nobody can say.", verdict="proxy")
    assert "stands for something" in page.refusal
    assert page.form("/finding").fields["why"] == "Nobody can say."


def test_a_pasted_posting_is_looked_at_and_not_kept(session, client, staff):
    for actor in (staff, make_actor(Side.EMPLOYER)):
        sign_in(client, actor)
        form = client.get_page("/discovery/stand-ins").form("/stand-ins")
        page = client.submit(form, status=200, words="A young team asks for a degree.")
        assert "2 places to ask about" in page.main
        page = client.submit(form, status=200, words="Stays calm.")
        assert "Nothing is marked" in page.main


# ---- where words and practice differ --------------------------------------------------------------


def beside(staff, employer, **more):
    told = {"asked_insight_id": None, "asked_words": "Degree required", "done_insight_id": None}
    told |= {"done_words": "The last three had none", "question": "What is it that matters?"} | more
    return actions.set_beside(employer, actor=staff, now=NOW, **told)


def test_both_halves_are_needed_and_are_the_employers_own(session, staff):
    employer = make_employer()
    own = make_insight(employer)
    with pytest.raises(Refused, match="Both halves are needed"):
        beside(staff, employer, done_words="")
    with pytest.raises(Refused, match="not this employer"):
        beside(staff, employer, asked_insight_id=make_insight().id)
    with pytest.raises(Refused, match="the same quote"):
        beside(staff, employer, asked_insight_id=own.id, done_insight_id=own.id)
    row = beside(staff, employer, asked_insight_id=own.id)
    assert (row.asked_words, session.query(Contradiction).count()) == ("", 1)


def test_a_contradiction_is_settled_once(session, staff):
    row = beside(staff, make_employer())
    actions.settle(row, version=row.version, outcome="The post is changed.", actor=staff, now=NOW)
    with pytest.raises(Refused, match="written down already"):
        actions.settle(row, version=row.version, outcome="Again.", actor=staff, now=NOW)


def test_staff_set_two_things_side_by_side_and_settle_them_in_the_browser(session, client, staff):
    employer = make_employer()
    quote = make_insight(employer, quote="Our best one came from a hospital kitchen.")
    sign_in(client, staff)
    form = client.get_page(f"/employers/{employer.id}/contradictions/new").form("/contradictions/new")
    told = {"asked_words": "Two years as a lead", "done_insight_id": str(quote.id)}
    there = client.follow(client.submit(form, status=302, **told))
    assert there.texts("blockquote") == ["Two years as a lead", "Our best one came from a hospital kitchen."]

    row = session.query(Contradiction).one()
    form = client.get_page(f"/discovery/contradictions/{row.id}/outcome").form("/outcome")
    there = client.follow(client.submit(form, status=302, outcome="They took the line out."))
    assert "They took the line out." in there.main
