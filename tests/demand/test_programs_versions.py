"""Versions of a program: frozen when they are sent, compared, signed off partner by partner, and asked for again."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.demand.consortium.models import Stage as PartnerStage
from marketplace.demand.programs import actions, queries
from marketplace.demand.programs.models import Mode, ModuleComment, ReviewStage, Strand, VersionReview, VersionStage
from marketplace.errors import Refused, Stale
from marketplace.outbox.models import OutboxItem
from marketplace.supply.cohorts import actions as cohorts
from marketplace.supply.cohorts.models import Stage as CohortStage
from tests.factories.competencies import make_competency
from tests.factories.programs import (
    NOW,
    make_cohort,
    make_cohort_partner,
    make_comment,
    make_consortium,
    make_module,
    make_partner,
    make_program,
    make_review,
    owner_of,
)


@pytest.fixture
def consortium(session):
    return make_consortium()


@pytest.fixture
def partner(consortium):
    return make_partner(consortium=consortium)


@pytest.fixture
def program(partner):
    return make_program(offered=True, consortium=partner.consortium)


def send(program, staff):
    version = queries.current_version(program)
    actions.send(version, letter="", actor=staff, now=NOW)
    return version


def review_by(partner, version):
    return db.session.scalars(
        sa.select(VersionReview).where(
            VersionReview.hiring_partner_id == partner.id, VersionReview.version_id == version.id
        )
    ).one()


def sentences(program, older, newer):
    both = (db.session.scalars(queries.modules_in(program.id, number)).all() for number in (older, newer))
    return [(row.how.value, row.about, row.sentence) for row in queries.differences(*both)]


def test_sending_asks_every_partner_with_an_agreement_and_writes_to_its_owners(program, partner, staff):
    owner = owner_of(partner)
    asked = [partner] + [
        make_partner(consortium=partner.consortium, stage=stage)
        for stage in (PartnerStage.AGREEMENT_SENT, PartnerStage.SIGNED, PartnerStage.ON_HOLD)
    ]
    for stage in (PartnerStage.PROSPECT, PartnerStage.ENDED):
        make_partner(consortium=partner.consortium, stage=stage)
    make_partner()
    version = send(program, staff)
    rows = db.session.scalars(sa.select(VersionReview)).all()
    assert {row.hiring_partner_id for row in rows} == {row.id for row in asked}
    assert {row.stage for row in rows} == {ReviewStage.ASKED}
    assert (version.stage, version.weeks, version.hours_per_week) == (VersionStage.SENT, 10, Decimal(16))
    [mail] = db.session.scalars(sa.select(OutboxItem))
    assert (mail.name, mail.subject) == ("version_sent", f"Version 1 of {program.title}")
    assert str(review_by(partner, version).id) in mail.body_text
    assert owner.name in mail.body_text


def test_what_was_sent_stays_as_it_is(program, staff):
    [module] = program.modules
    send(program, staff)
    changes = [
        lambda: actions.add_module(
            program, version=str(program.version), position=9, title="New", strand=Strand.TECHNICAL, summary=""
        ),
        lambda: actions.edit_module(
            module, version=str(program.version), position=1, title="Other", strand=module.strand, summary=""
        ),
        lambda: actions.remove_module(module),
        lambda: actions.teach(module, competency=make_competency().id, level=1),
        lambda: actions.stop_teaching(module, competency_id=module.teaches[0].competency_id),
    ]
    for change in changes:
        with pytest.raises(Refused, match="Version 1 is with the partners and stays as it is"):
            change()
    assert (len(program.modules), len(module.teaches)) == (1, 1)


def test_the_next_version_is_a_copy_that_can_change_while_cohorts_go_on(program, staff):
    cohort = make_cohort(program=program)
    [module] = program.modules
    send(program, staff)
    with pytest.raises(Refused, match="asked"):
        actions.ask_the_rest(queries.current_version(program), actor=staff, now=NOW)
    actions.begin_next(program, actor=staff, now=NOW)
    [copy] = program.modules
    assert (copy.id != module.id, copy.lineage, copy.version_number) == (True, module.lineage, 2)
    actions.edit_module(copy, version=str(program.version), position=1, title="Other", strand=module.strand, summary="")
    actions.remove_module(copy)
    assert (program.modules, [row.id for row in cohort.modules]) == ([], [module.id])
    with pytest.raises(Refused, match="still being written"):
        actions.begin_next(program, actor=staff, now=NOW)


def test_the_difference_says_in_sentences_what_changed(program, staff):
    calm, drive, plan = make_competency("Keep calm"), make_competency("Drive"), make_competency("Plan routes")
    stays = make_module(program=program, title="Calls", position=1, hours=Decimal(12), teaches=[(calm, 2), (drive, 1)])
    make_module(program=program, title="Gone", position=2)
    send(program, staff)
    actions.begin_next(program, actor=staff, now=NOW)
    copies = {module.title: module for module in program.modules}
    actions.edit_module(
        copies["Calls"],
        version=str(program.version),
        position=1,
        title="Calls at night",
        strand=stays.strand,
        summary="",
        mode=Mode.AT_WORK,
        hours=Decimal(16),
    )
    actions.teach(copies["Calls"], competency=calm.id, level=3)
    actions.teach(copies["Calls"], competency=plan.id, level=1)
    actions.stop_teaching(copies["Calls"], competency_id=drive.id)
    actions.remove_module(copies["Gone"])
    new = actions.add_module(
        program, version=str(program.version), position=7, title="New", strand=Strand.ACUMEN, summary=""
    )
    actions.teach(new, competency=drive.id, level=2)
    assert [row for row in sentences(program, 1, 2) if row[1] in {"Calls at night", "New", "Gone"}] == [
        ("changed", "Calls at night", "It was called “Calls”."),
        ("changed", "Calls at night", "Hours: 12, now 16."),
        ("changed", "Calls at night", "How it is taught: not said, now At an employer’s workplace."),
        ("changed", "Calls at night", "It taught Keep calm to level 2, now to level 3."),
        ("added", "Calls at night", "It teaches Plan routes to level 1."),
        ("removed", "Calls at night", "It does not teach Drive any more."),
        ("added", "New", "A new module that teaches Drive to level 2."),
        ("removed", "Gone", "The module is gone."),
    ]
    assert sentences(program, 1, 1) == []


def test_a_newer_version_needs_a_new_sign_off(program, partner, staff):
    owner = owner_of(partner)
    first = send(program, staff)
    review = review_by(partner, first)
    actions.sign_off(review, version=str(review.version), words="Yes.", actor=owner, now=NOW)
    assert queries.sign_offs(program.id, 1) == 1
    actions.begin_next(program, actor=staff, now=NOW)
    second = send(program, staff)
    assert (first.stage, second.stage) == (VersionStage.REPLACED, VersionStage.SENT)
    assert queries.sign_offs(program.id, 2) == 0
    with pytest.raises(Refused, match="A newer version has taken the place"):
        actions.object_to(review, version=str(review.version), words="No.", actor=owner, now=NOW)
    assert review.stage is ReviewStage.SIGNED_OFF


def test_an_objection_says_why_and_can_become_a_sign_off(program, partner, staff):
    owner = owner_of(partner)
    review = review_by(partner, send(program, staff))
    with pytest.raises(Refused, match="what would have to change"):
        actions.object_to(review, version=str(review.version), words="", actor=owner, now=NOW)
    seen = str(review.version)
    actions.object_to(review, version=seen, words="More nights.", actor=owner, now=NOW)
    with pytest.raises(Stale):
        actions.sign_off(review, version=seen, words="", actor=owner, now=NOW)
    actions.sign_off(review, version=str(review.version), words="Fine now.", actor=owner, now=NOW)
    assert (review.stage, review.words) == (ReviewStage.SIGNED_OFF, "Fine now.")


# ---- the pages ----------------------------------------------------------------------------------------


def test_a_partner_reads_comments_and_signs_off_in_the_browser(client, program, partner, staff):
    send(program, staff)
    client.sign_in(owner_of(partner))
    page = client.get_page(client.get_page(f"/programs/{program.id}").links["Read and answer"])
    [module] = program.modules
    answered = client.submit(page.form("/comment"), module_id=str(module.id), remark="More nights.", status=302)
    page = client.follow(answered)
    assert page.texts("blockquote") == ["More nights."]
    page = client.follow(client.submit(page.form("/sign-off"), words="It fits.", status=302))
    assert "Signed off" in page.main
    [comment] = db.session.scalars(sa.select(ModuleComment))
    client.sign_in(staff)
    page = client.get_page(f"/programs/{program.id}/versions")
    assert page.texts("blockquote") == ["It fits.", "More nights."]
    page = client.get_page(next(url for words, url in page.links.items() if words.startswith("Answer")))
    client.submit(page.form(), words="Two more nights in version 2.", status=302)
    assert comment.answer == "Two more nights in version 2."


def test_a_partner_reads_nothing_that_another_partner_said(client, program, partner, staff):
    version = send(program, staff)
    rival = make_partner(consortium=partner.consortium)
    theirs = make_review(version_of=version, hiring_partner=rival, stage=ReviewStage.OBJECTED, words="Zibbel secret.")
    make_comment(theirs, words="Zibbel words.")
    client.sign_in(owner_of(partner))
    for address in (f"/programs/{program.id}", f"/programs/reviews/{review_by(partner, version).id}"):
        page = client.get_page(address)
        assert "Zibbel" not in page.main
        assert rival.employer.name not in page.main
    client.get_page(f"/programs/reviews/{theirs.id}", status=404)


def test_a_draft_program_shows_to_partners_once_they_are_asked_and_its_new_draft_does_not(client, partner, staff):
    program = make_program(consortium=partner.consortium)
    make_module(program=program, title="Told")
    client.sign_in(owner_of(partner))
    client.get_page(f"/programs/{program.id}", status=404)
    send(program, staff)
    client.get_page(f"/programs/{program.id}")
    actions.begin_next(program, actor=staff, now=NOW)
    [copy] = program.modules
    actions.edit_module(copy, version=str(program.version), position=1, title="Untold", strand=copy.strand, summary="")
    page = client.get_page(f"/programs/{program.id}")
    assert ("Told" in page.main, "Untold" in page.main) == (True, False)


# ---- the gate -----------------------------------------------------------------------------------------


def test_a_cohort_opens_only_with_sign_offs_and_commitments(program, partner, staff):
    program.sign_offs_needed, program.commitment_percent = 2, 50
    other = make_partner(consortium=partner.consortium, stage=PartnerStage.AGREEMENT_SENT)
    version = send(program, staff)
    cohort = make_cohort(program=program, stage=CohortStage.PLANNED, seats=15)
    signed_on = make_cohort_partner(cohort=cohort, hiring_partner=partner, intended_hires=7)
    with pytest.raises(Refused) as refused:
        cohorts.open_for_applications(cohort, actor=staff, now=NOW)
    assert refused.value.sentence == (
        "Version 1 needs the sign-off of 2 partners, and 0 have given it. "
        "Active partners intend to hire 7 people from it; for 15 seats the program asks for 8."
    )
    for one in (partner, other):
        review = review_by(one, version)
        actions.sign_off(review, version=str(review.version), words="", actor=owner_of(one), now=NOW)
    signed_on.intended_hires = 8
    with pytest.raises(Refused, match="and 1 have given it"):  # one of them has not signed its agreement
        cohorts.open_for_applications(cohort, actor=staff, now=NOW)
    program.sign_offs_needed = 1
    cohorts.open_for_applications(cohort, actor=staff, now=NOW)
    assert cohort.stage is CohortStage.RECRUITING


def test_a_sign_off_of_another_version_does_not_count_for_a_cohort(program, partner, staff):
    program.sign_offs_needed = 1
    first = send(program, staff)
    cohort = make_cohort(program=program, stage=CohortStage.PLANNED)
    make_cohort_partner(cohort=cohort, hiring_partner=partner)
    actions.begin_next(program, actor=staff, now=NOW)
    review = review_by(partner, send(program, staff))
    actions.sign_off(review, version=str(review.version), words="", actor=owner_of(partner), now=NOW)
    with pytest.raises(Refused, match="Version 1 needs a sign-off"):
        cohorts.open_for_applications(cohort, actor=staff, now=NOW)
    cohorts.teach_newest(cohort)
    cohorts.open_for_applications(cohort, actor=staff, now=NOW)
    assert (first.number, cohort.version_number) == (1, 2)
    with pytest.raises(Refused, match="its version stays"):
        cohorts.teach_newest(cohort)
