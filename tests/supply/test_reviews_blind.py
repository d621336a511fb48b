"""Reviewing without names: a word of its own in every hidden field, looked for in all that a reviewer can reach."""

import re
from html import unescape

import pytest
import sqlalchemy as sa

from marketplace.db import db
from marketplace.outbox.models import OutboxItem
from marketplace.sides import Side
from marketplace.supply.applications.models import ApplicationAnswer, ProfileSnapshot, QuestionKind
from marketplace.supply.applications.queries import layout
from marketplace.supply.jobseekers.queries import profile
from marketplace.supply.reviews import actions, queries
from marketplace.supply.reviews.models import RoundStage, Stage
from tests.factories.accounts import make_actor
from tests.factories.applications import make_form, make_question, publish
from tests.factories.competencies import make_competency
from tests.factories.documents import make_document
from tests.factories.programs import make_coordinator
from tests.factories.reviews import NOW, make_in_review, make_review, make_reviewed
from tests.factories.supply import make_claim, make_evidence, make_experience, make_jobseeker

LINK = re.compile(r'(?:href|hx-get|src|data-url)="(/[^"#]*)')
LEFT_ALONE = ("/static/", "/sign-out", "/style")
IDS = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?<==)[^&]*")
MOST = 6  # pages of one kind
# Each stands in a field of its own, and, the last three, in the answer too.
HIDDEN = {
    "headline": "zqheadline",
    "phone": "zqphone 555 014 2233",
    "organisation": "zqemployer",
    "description": "zqbiography",
    "story": "zqstory",
    "link": "zqlink",
    "colleague": "zqcolleague",
    "verdict": "zqverdict",
    "conflict": "zqcousin",
    "file name": "zqfile.pdf",
    "snapshot": "zqsnapshot",
    "name": "Zqgiven Zqfamily",
    "email": "zqmail@guildhall.example",
    "place": "Zqtown",
}
CANARIES = tuple(
    word.lower()
    for words in HIDDEN.values()
    for word in words.replace("@guildhall.example", "").replace(".pdf", "").split()
    if "zq" in word.lower()
)
ANSWER = (
    "I am Zqgiven. Write to zqmail@guildhall.example or www.zqlink.example, call 555 014 2233. "
    "I ran the night desk of zqemployer in ZQTOWN. I like rivers."
)


@pytest.fixture
def cohort(session):
    return make_reviewed()


def applied(cohort):
    jobseeker = make_jobseeker(
        name=HIDDEN["name"], headline=HIDDEN["headline"], phone=HIDDEN["phone"], place=HIDDEN["place"]
    )
    jobseeker.person.email = HIDDEN["email"]
    make_experience(
        jobseeker=jobseeker, title="Night desk", organisation=HIDDEN["organisation"], description=HIDDEN["description"]
    )
    claim = make_claim(jobseeker=jobseeker, competency=make_competency("Stays calm at night"))
    make_evidence(claim=claim, words=HIDDEN["story"])
    make_evidence(claim=claim, kind="link", words="", address=f"https://{HIDDEN['link']}.example/")
    found = make_in_review(cohort, jobseeker=jobseeker, motivation=ANSWER)
    snapshot(found)
    hand_in(found)
    return found


def snapshot(application):
    """What was sent names another employer than the profile does now."""
    body = layout(profile(application.jobseeker_id))
    body["experiences"][0] |= {"organisation": HIDDEN["snapshot"], "description": HIDDEN["description"]}
    db.session.add(ProfileSnapshot(application_id=application.id, format=1, taken_at=NOW, body=body))


def hand_in(application):
    """A file, and an answer in words that says who was the employer then."""
    form = make_form(cohort=application.cohort)
    for kind, given in ((QuestionKind.FILE, []), (QuestionKind.LONG, [f"Ask {HIDDEN['snapshot']}. I like lakes."])):
        question = make_question(form, kind=kind, label=f"A {kind} answer")
        file = make_document(application.jobseeker, name=HIDDEN["file name"]) if kind is QuestionKind.FILE else None
        db.session.add(
            ApplicationAnswer(
                application_id=application.id,
                question_id=question.id,
                lineage=question.lineage,
                given=given,
                document_id=file.id if file else None,
            )
        )
    application.form_id = publish(form).id
    db.session.flush()


@pytest.fixture
def application(cohort):
    """Reviewed by somebody else too, and given back by a third with a reason that says who it is."""
    found = applied(cohort)
    colleague, third = (make_coordinator(cohort.program) for _number in range(2))
    make_review(found, colleague, levels=(4, 1, 1), words="zqcolleague zqverdict")
    actions.declare(make_review(found, third), words="zqcousin of mine", actor=third, now=NOW)
    return found


def read_everything(client, *more):
    """Every page without a part in its address, a search for each word, and every link from there on."""
    waiting = [*more, *(f"/search?q={word}" for word in CANARIES), *(f"/search/person?q={word}" for word in CANARIES)]
    rules = [rule for rule in client.application.url_map.iter_rules() if "GET" in (rule.methods or ())]
    waiting += [rule.rule for rule in rules if not rule.arguments and not rule.rule.startswith(LEFT_ALONE)]
    read, alike = {}, {}
    while waiting:
        address = waiting.pop(0)
        kind = IDS.sub("*", address) if not address.startswith("/search") else address
        if address in read or address.startswith(LEFT_ALONE) or alike.get(kind, 0) >= MOST:
            continue
        alike[kind] = alike.get(kind, 0) + 1
        response = client.get(address)
        text = response.get_data().decode("utf-8", "replace")  # a file is read as well
        read[address] = f"{response.headers}\n{text.split('</title>')[-1]}{'' if '/search' in address else text}"
        if response.status_code == 200 and response.mimetype == "text/html":
            waiting += [unescape(link) for link in LINK.findall(text)]
    return read


def leaks(read):
    found = {}
    for address, text in read.items():
        words = text.lower()
        for asked in re.findall(r"q=(\w+)", address):  # the page repeats what was asked, in its box and its links
            words = re.sub(rf'value="{asked}"|q={asked}|“{asked}”|>{asked}<', "", words)
        found |= {word: address for word in CANARIES if word in words}
    return found


def handed_in(application):
    rows = sa.select(ApplicationAnswer.document_id).where(ApplicationAnswer.application_id == application.id)
    return next(row for row in db.session.scalars(rows) if row)


def own_pages(review):
    ids = review.application_id
    return (
        f"/reviews/{review.id}",
        f"/reviews/{review.id}/conflict",
        f"/applications/{ids}",
        f"/applications/{ids}/reviews",
        f"/applications/{ids}/withdraw",
        f"/applications/{ids}/not-select",
        f"/cohorts/{review.application.cohort_id}/reviews/calibration",
        f"/cohorts/{review.application.cohort_id}/reviews/totals",
    )


@pytest.mark.once
@pytest.mark.parametrize(
    ("stage", "lead"), [(Stage.ASSIGNED, True), (Stage.BEGUN, False)], ids=["lead before reading", "coordinator"]
)
def test_a_reviewer_finds_no_word_of_who_it_is(client, cohort, application, stage, lead):
    reviewer = make_actor(Side.STAFF) if lead else make_coordinator(cohort.program)
    review = make_review(application, reviewer, stage=stage)
    client.sign_in(reviewer)
    read = read_everything(client, *own_pages(review))
    assert leaks(read) == {}
    assert len(read) > 40
    assert client.get(f"/documents/{handed_in(application)}").status_code == 404
    assert application.reference in read[f"/reviews/{review.id}"]
    assert ("I like lakes." in read[f"/reviews/{review.id}"]) is (stage is Stage.BEGUN)
    assert application.reference in read["/"]  # the inbox
    assert ("I like rivers." in read[f"/reviews/{review.id}"]) is (stage is Stage.BEGUN)


@pytest.mark.once
def test_somebody_of_the_team_who_does_not_review_it_finds_them_all(client, cohort, application):
    """Else the silence above would prove nothing."""
    client.sign_in(make_coordinator(cohort.program))
    read = read_everything(client, f"/applications/{application.id}/reviews")
    assert set(CANARIES) - set(leaks(read)) == set()
    assert client.get(f"/documents/{handed_in(application)}").status_code == 200


def test_the_veil_ends_with_the_review_and_with_the_phase(client, cohort, application):
    reviewer = client.sign_in(make_coordinator(cohort.program))
    review = make_review(application, reviewer)
    page = f"/applications/{application.id}"
    assert client.get(page).status_code == 404
    queries.round_of(cohort.id).stage = RoundStage.OPEN
    assert HIDDEN["name"] in client.get(page).get_data(as_text=True)
    queries.round_of(cohort.id).stage = RoundStage.BLIND
    assert client.get(page).status_code == 404
    make_review(make_in_review(cohort), reviewer, levels=(3, 3, 3))  # of somebody else: it lifts nothing here
    assert client.get(page).status_code == 404
    review.stage = Stage.RELEASED
    assert client.get(page).status_code == 200


def test_who_keeps_out_stays_out_while_names_are_hidden(client, cohort, application):
    reviewer = client.sign_in(make_coordinator(cohort.program))
    review = make_review(application, reviewer)
    actions.declare(review, words="A neighbour.", actor=reviewer, now=NOW)
    read = {
        address: client.get(address).get_data(as_text=True) for address in (*own_pages(review), "/", "/applications")
    }
    assert leaks(read) == {}
    assert "You keep out" in client.get_page(f"/reviews/{review.id}").text


def test_no_form_of_the_application_takes_anything_from_who_is_to_review_it(client, cohort, application):
    reviewer = client.sign_in(make_coordinator(cohort.program))
    make_review(application, reviewer)
    for part in ("accept", "waitlist", "not-select", "withdraw", "start-review"):
        client.send(f"/applications/{application.id}/{part}", status=404, reason="other", words="No.")


def test_no_mail_or_notice_to_a_reviewer_names_anybody(client, cohort, application):
    reviewer, lead = make_coordinator(cohort.program), make_coordinator(cohort.program)
    client.sign_in(lead)
    client.send(f"/applications/{application.id}/reviews", status=302, reviewer_id=str(reviewer.person_id))
    for item in db.session.scalars(sa.select(OutboxItem)):
        words = f"{item.subject} {item.body_text} {item.body_html}".lower()
        assert [word for word in CANARIES if word in words] == []
    client.sign_in(reviewer)
    assert leaks({"notices": client.get("/notices").get_data(as_text=True)}) == {}


def test_what_is_known_of_a_person_is_taken_out_of_their_answer(app):
    known = ["Ada Zq", "Ada", "Zq", "ada@home.example", "Port Elsin", "Sandpiper Hotel", ""]
    with app.test_request_context():
        assert (
            queries.masked(
                "I, ADA, of the Sandpiper Hotel in port elsin. Adamant. ada@home.example, +1 (555) 014-2233.", known
            )
            == "I, [taken out], of the [taken out] in [taken out]. Adamant. [taken out], [taken out]."
        )
        assert queries.masked("In 2019 I led 12 people for 3 years.", known) == "In 2019 I led 12 people for 3 years."
        assert queries.masked("See https://ada.example/me or www.ada.example", []) == "See [taken out] or [taken out]"
