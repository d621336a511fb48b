"""What belongs to applications beside their rows, for tests."""

from datetime import UTC, datetime, timedelta

from marketplace.db import db
from marketplace.sides import Side
from marketplace.supply.applications.models import (
    ApplicationForm,
    FormQuestion,
    InformationRequest,
    QuestionKind,
    Stage,
)
from tests.factories.accounts import make_actor
from tests.factories.programs import make_cohort
from tests.factories.supply import NOW, make_application


def make_request(**overrides) -> InformationRequest:
    """An open question to an application that waits for its answer, due in a week."""
    application = overrides.pop("application", None) or make_application(stage=Stage.MORE_INFO)
    values = {
        "application_id": application.id,
        "words": "Please send the licence.",
        "due_on": (datetime.now(UTC) + timedelta(days=7)).date(),
        "asked_at": NOW,
    } | overrides
    if "asked_by_id" not in values:
        values["asked_by_id"] = make_actor(Side.STAFF).person_id
    return added(InformationRequest(**values))


def make_form(**overrides) -> ApplicationForm:
    """The questions of a cohort, being composed; `questions` short ones in it, put into use when `published`."""
    number, published = overrides.pop("questions", 0), overrides.pop("published", False)
    cohort = overrides.pop("cohort", None) or make_cohort()
    by = overrides.pop("created_by_id", None) or make_actor(Side.STAFF).person_id
    form = added(
        ApplicationForm(**{"cohort_id": cohort.id, "number": 1, "changed_at": NOW, "created_by_id": by} | overrides)
    )
    for _place in range(number):
        make_question(form)
    return publish(form) if published else form


def make_question(form: ApplicationForm, **overrides) -> FormQuestion:
    """A question at the end of a form: a short one, unless `kind` says otherwise."""
    position = 1 + (db.session.query(FormQuestion).filter_by(form_id=form.id).count())
    values = {"form_id": form.id, "position": position, "kind": QuestionKind.SHORT, "label": f"Question {position}?"}
    row = added(FormQuestion(**values | overrides))
    db.session.expire(form, ["questions"])
    return row


def publish(form: ApplicationForm) -> ApplicationForm:
    """Put questions into use."""
    form.published_at, form.published_by_id = NOW, form.created_by_id
    db.session.flush()
    return form


def added(row):
    db.session.add(row)
    db.session.flush()
    return row
