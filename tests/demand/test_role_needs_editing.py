"""Role needs: terms, a requirement changed where it stands, copies, merging, and what changed when."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from marketplace.demand.role_needs import actions, queries
from marketplace.demand.role_needs.models import (
    EmploymentType,
    HowOften,
    Origin,
    Requirement,
    RequirementKind,
    RoleNeed,
    RoleNeedChange,
    RoleNeedEdition,
    Stage,
)
from marketplace.demand.role_needs.queries import editions
from marketplace.errors import Refused
from marketplace.sides import Role, Side
from tests.factories import hiring
from tests.factories.accounts import make_actor, sign_in
from tests.factories.demand import (
    NOW,
    make_competency,
    make_draft,
    make_employer,
    make_insight,
    make_requirement,
    make_role_need,
)


def asked(need):
    return [(row.competency.preferred, row.kind.value, row.level, row.weight) for row in need.requirements]


# ---- what a role is -------------------------------------------------------------------------------


def test_an_employer_tells_how_it_hires_in_its_own_words(session, client):
    need = make_draft()
    sign_in(client, make_actor(Side.EMPLOYER, need.employer))
    told = {
        "employment_type": "term",
        "currency": "USD",
        "starts_from": "2027-05-03",
        "starts_until": "2027-06-30",
        "hired_how_often": "Twice a year.",
        "why_hard": "Nobody knows the town.",
        "ideal_candidate": "Somebody who asks.",
        "sources_used": "Two boards.",
        "waived": "often",
        "waived_how": "The diploma, each spring.",
        "how_decided": "We talk it over at lunch.",
        "success_ensured": "A second pair of eyes for a month.",
    }

    there = client.follow(
        client.submit(client.get_page(f"/role-needs/{need.id}/edit").form("/edit"), status=302, **told)
    )

    kept = session.get(RoleNeed, need.id)
    assert (kept.employment_type, kept.waived, kept.currency) == (EmploymentType.TERM, HowOften.OFTEN, "USD")
    assert (kept.starts_from, kept.starts_until) == (date(2027, 5, 3), date(2027, 6, 30))
    for name in ("hired_how_often", "why_hard", "waived_how", "how_decided", "success_ensured"):
        assert told[name] in there.main
    assert "US$24.00 to US$28.00 an hour" in there.main


def test_what_nobody_has_asked_is_said_as_unknown(client, staff):
    need = make_draft()
    sign_in(client, staff)
    assert client.get_page(f"/role-needs/{need.id}").main.count("Nobody has asked yet") == len(queries.TOLD)


def test_a_window_that_ends_before_it_begins_is_said_beside_the_field(client, staff):
    need = make_draft()
    sign_in(client, staff)
    form = client.get_page(f"/role-needs/{need.id}/edit").form("/edit")

    page = client.submit(form, status=422, starts_from="2027-05-03", starts_until="2027-05-02")

    assert "This is before the first day possible" in page.main


def test_an_open_role_is_changed_by_its_employer_and_not_by_staff(session, client, new_client, staff):
    need = make_role_need()
    sign_in(client, make_actor(Side.EMPLOYER, need.employer, role=Role.RECRUITER))
    sign_in(theirs := new_client(), staff)

    client.submit(client.get_page(f"/role-needs/{need.id}/edit").form("/edit"), status=302, wage_to="31.00")

    assert session.get(RoleNeed, need.id).wage_to == Decimal("31.00")
    assert "Only a draft can be changed by the program team" in theirs.get_page(f"/role-needs/{need.id}/edit").main
    with pytest.raises(Refused, match="The employer has confirmed this role as it is"):
        actions.change(need, version=need.version, title="Another", actor=staff, now=NOW)


def test_places_are_never_fewer_than_those_filled(session):
    need = make_role_need(stage=Stage.PARTLY_FILLED, openings=3, filled=2)
    owner = make_actor(Side.EMPLOYER, need.employer)

    with pytest.raises(Refused, match="2 places are filled already"):
        actions.change(need, version=need.version, openings=2, actor=owner, now=NOW)

    assert need.openings == 3


@pytest.mark.parametrize("stage", [Stage.FILLED, Stage.CLOSED_UNFILLED, Stage.WITHDRAWN, Stage.EXPIRED])
def test_what_has_ended_is_not_changed(session, stage):
    need = make_role_need(stage=stage)
    with pytest.raises(Refused, match="Only a draft can be changed"):
        actions.change(
            need, version=need.version, title="Another", actor=make_actor(Side.EMPLOYER, need.employer), now=NOW
        )


# ---- one requirement ------------------------------------------------------------------------------


def test_a_requirement_is_changed_where_it_stands(session, client, staff):
    need = make_draft()
    first, second = make_requirement(need), make_requirement(need)
    sign_in(client, staff)
    form = client.get_page(f"/role-needs/{need.id}/requirements/{first.id}/edit").form("/edit")
    assert form.fields["weight"] == ""

    there = client.follow(
        client.submit(form, status=302, level="3", kind="should", weight="5", behaviours="Calls before noon.")
    )

    session.expire_all()
    kept = session.get(Requirement, first.id)
    assert (kept.level, kept.kind, kept.weight, kept.behaviours) == (
        *(3, RequirementKind.SHOULD, 5),
        "Calls before noon.",
    )
    assert [row.id for row in session.get(RoleNeed, need.id).requirements] == [first.id, second.id]
    assert "Calls before noon." in there.main


def test_a_weight_left_empty_follows_how_much_it_binds(session, client, staff):
    need = make_draft()
    line = make_requirement(need, weight=7)
    sign_in(client, staff)
    form = client.get_page(f"/role-needs/{need.id}/requirements/{line.id}/edit").form("/edit")
    assert form.fields["weight"] == "7"

    client.submit(form, status=302, kind="will_train", weight="")

    session.expire_all()
    assert session.get(Requirement, line.id).weight == 1


def test_two_who_change_one_requirement_lose_no_word(session, client, staff):
    need = make_draft()
    line = make_requirement(need)
    sign_in(client, staff)
    address = f"/role-needs/{need.id}/requirements/{line.id}/edit"
    mine, theirs = (client.get_page(address).form("/edit") for _ in range(2))
    client.submit(theirs, status=302, words="Theirs")

    stale = client.submit(mine, status=409, words="Mine")

    session.expire_all()
    assert session.get(Requirement, line.id).words == "Theirs"
    assert stale.form("/edit").fields["words"] == "Mine"


def test_a_requirement_knows_where_it_came_from(session, staff):
    insight = make_insight()
    need = make_draft(insight.session.employer)
    given = {"level": 2, "kind": RequirementKind.MUST, "actor": staff, "now": NOW}
    typed = actions.add_requirement(need, competency_id=make_competency().id, **given)
    quoted = actions.add_requirement(need, competency_id=make_competency().id, insight_id=insight.id, **given)
    actions.add_proposed(
        need,
        [{"competency_id": make_competency().id, "level": 2, "kind": RequirementKind.MUST, "words": "Plans runs"}],
        actor=staff,
        now=NOW,
    )

    posted = need.requirements[-1]

    assert [typed.origin, quoted.origin, posted.origin] == [Origin.TYPED, Origin.QUOTE, Origin.POSTING]
    assert posted.words == "Plans runs"


# ---- copies ---------------------------------------------------------------------------------------


def test_a_copy_is_a_draft_that_asks_for_the_same(session, client):
    insight = make_insight()
    need = make_role_need(insight.session.employer, openings=4, filled=1, stage=Stage.PARTLY_FILLED, why_hard="Nights.")
    make_requirement(need, insight_id=insight.id, origin=Origin.QUOTE, behaviours="Calm.", level=3, weight=6)
    sign_in(client, make_actor(Side.EMPLOYER, need.employer))

    there = client.follow(client.send(f"/role-needs/{need.id}/copy", status=302))

    twin = session.query(RoleNeed).filter_by(copied_from_id=need.id).one()
    assert (twin.stage, twin.openings, twin.filled, twin.why_hard) == (Stage.DRAFT, 4, 0, "Nights.")
    assert (twin.confirmed_at, twin.expires_on, twin.title) == (None, None, need.title)
    assert asked(twin) == asked(need)
    assert (twin.requirements[0].insight_id, twin.requirements[0].origin) == (insight.id, Origin.QUOTE)
    assert f"Copied from {need.title}" in there.main


# ---- merging --------------------------------------------------------------------------------------


def merged(one, other, **how):
    actions.merge(one, other, actor=make_actor(Side.STAFF), now=NOW, **{"add_places": False} | how)


def test_a_draft_takes_over_what_it_did_not_ask_for_and_the_stronger_of_two(session):
    employer = make_employer()
    one, other = make_role_need(employer, openings=2), make_draft(employer, openings=3)
    calm, plan, lead = (make_competency(name) for name in ("Keep calm", "Plan runs", "Lead people"))
    make_requirement(one, competency=calm, level=3, kind=RequirementKind.SHOULD)
    make_requirement(one, competency=plan, level=1)
    make_requirement(other, competency=lead, level=4)
    make_requirement(other, competency=calm, level=2, kind=RequirementKind.MUST)

    merged(one, other, add_places=True)

    assert (one.stage, one.merged_into_id) == (Stage.WITHDRAWN, other.id)
    assert (other.openings, asked(other)) == (
        5,
        [("Lead people", "must", 4, 3), ("Keep calm", "must", 3, 3), ("Plan runs", "must", 1, 3)],
    )
    assert [row.competency_id for row in one.requirements] == [calm.id, plan.id]


def test_what_the_employer_confirmed_stays_as_it_is_but_for_its_places(session):
    employer = make_employer()
    one, other = make_draft(employer, openings=2), make_role_need(employer, openings=3)
    make_requirement(one)
    make_requirement(other, competency=make_competency("Plan runs"))

    merged(one, other)

    assert (other.openings, asked(other)) == (3, [("Plan runs", "must", 2, 3)])
    words = [(step.what, step.note) for row in (one, other) for step in queries.steps_of(row)]
    assert words == [
        ("Merged into another role", f"It became part of another role. {other.title}"),
        ("Another role was merged into this one", one.title),
    ]


def test_a_role_that_people_are_in_talks_about_is_not_merged_away(session):
    referral = hiring.make_referral("shared_with_employer")
    one = referral.role_need
    other = make_role_need(one.employer)

    with pytest.raises(Refused, match="1 people are in talks about this role as it is"):
        merged(one, other)
    merged(other, one)

    assert (one.stage, other.stage) == (Stage.OPEN, Stage.WITHDRAWN)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"stage": Stage.PARTLY_FILLED, "openings": 3, "filled": 1}, "1 of its places are filled"),
        ({"stage": Stage.CLOSED_UNFILLED}, "That step is no longer open"),
    ],
)
def test_what_has_places_filled_or_ended_is_not_merged_away(session, change, sentence):
    employer = make_employer()
    with pytest.raises(Refused, match=sentence):
        merged(make_role_need(employer, **change), make_role_need(employer))


def test_roles_of_two_employers_are_never_merged(session, client, staff):
    one, other = make_role_need(), make_role_need()
    for target in (one, other):
        with pytest.raises(Refused, match="Choose another role of the same employer"):
            merged(one, target)
    sign_in(client, staff)
    client.send(f"/role-needs/{one.id}/merge", status=422, into_id=str(other.id), places="same")


def test_an_ended_role_takes_nothing_in(session):
    employer = make_employer()
    with pytest.raises(Refused, match="takes nothing more"):
        merged(make_role_need(employer), make_role_need(employer, stage=Stage.FILLED))


# ---- what changed when ----------------------------------------------------------------------------


def test_what_the_employer_changed_in_what_staff_wrote_down_is_told_line_by_line(session, client, staff):
    employer = make_employer()
    need = actions.create(
        employer, title="Planner", openings=2, place="Port Elsin", province="Nova Scotia", hours_per_week=Decimal(40),
        actor=staff, now=NOW,
    )  # fmt: skip
    plan, calm = make_competency("Plan runs"), make_competency("Keep calm")
    given = {"kind": RequirementKind.MUST, "actor": staff, "now": NOW}
    line = actions.add_requirement(need, competency_id=plan.id, level=2, **given)
    gone = actions.add_requirement(need, competency_id=calm.id, level=1, **given)
    owner = make_actor(Side.EMPLOYER, employer)
    later = NOW + timedelta(days=2)

    actions.change(need, version=need.version, openings=4, starts_from=date(2027, 5, 3), actor=owner, now=later)
    actions.change_requirement(
        need, line, version=need.version, level=3, kind=RequirementKind.SHOULD, weight=None, words="Plans it all",
        behaviours="", insight_id=None, actor=owner, now=later,
    )  # fmt: skip
    actions.remove_requirement(need, gone, actor=owner, now=later)

    changes = editions.changes_of(need)
    assert [(change.who, change.side, change.first) for change in changes] == [
        (owner.name, Side.EMPLOYER, False),
        (staff.name, Side.STAFF, True),
    ]
    assert [(line.what, line.before, line.after) for line in changes[0].lines] == [
        ("Places", "2", "4"),
        ("First day possible", "", "May 3, 2027"),
        ("Plan runs", "Must, alone on routine tasks, weight 3", "Should, alone on new tasks, weight 2"),
        ("Plan runs, in the employer’s words", "", "Plans it all"),
        ("Keep calm", "Must, with guidance, weight 3", ""),
    ]
    sign_in(client, owner)
    page = client.get_page(f"/role-needs/{need.id}/changes")
    assert "Should, alone on new tasks, weight 2" in page.main
    sign_in(client, make_actor(Side.EMPLOYER))
    assert client.get(f"/role-needs/{need.id}/changes").status_code == 404


def test_a_role_of_before_is_compared_with_how_it_was(session):
    need = make_draft(title="Planner")
    owner = make_actor(Side.EMPLOYER, need.employer)

    actions.change(need, version=need.version, title="Route planner", actor=owner, now=NOW + timedelta(days=1))

    assert [(line.what, line.before, line.after) for line in editions.changes_of(need)[0].lines] == [
        ("What the role is called", "Planner", "Route planner")
    ]


def test_what_is_saved_unchanged_leaves_no_edition(session):
    need = make_draft()
    owner = make_actor(Side.EMPLOYER, need.employer)
    for _number in range(2):
        actions.change(need, version=need.version, title=need.title, actor=owner, now=NOW)
    assert session.query(RoleNeedEdition).filter_by(role_need_id=need.id).count() == 1


def test_no_edition_is_ever_changed(session):
    need = make_draft()
    actions.change(need, version=need.version, title="New", actor=make_actor(Side.EMPLOYER, need.employer), now=NOW)
    for statement in (sa.update(RoleNeedEdition).values(seq=9), sa.delete(RoleNeedEdition)):
        with pytest.raises(sa.exc.DatabaseError, match="history is only ever appended"), session.begin_nested():
            session.execute(statement)


def test_a_copy_and_a_merge_stand_in_the_history(session):
    need = make_role_need()
    make_requirement(need)
    owner = make_actor(Side.EMPLOYER, need.employer)
    twin = actions.copy(need, actor=owner, now=NOW)
    moves = session.query(RoleNeedChange.move).filter_by(subject_id=twin.id).all()
    assert [row.move for row in moves] == ["copy"]
