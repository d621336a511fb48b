"""Quotes chosen from answers, and what an employer's own people read back."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.demand.discovery import actions, queries
from marketplace.demand.discovery.forms import InsightForm, RecodeForm
from marketplace.demand.discovery.models import InsightKind
from marketplace.demand.discovery.views import blueprint
from marketplace.demand.employers import queries as employers
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page


def insight_form(session_id, **_arguments):
    session = load(queries.visible_to(me()), session_id)
    return InsightForm(contacts=_contacts(session.employer))


@blueprint.get("/discovery/<uuid:session_id>/answers/<uuid:answer_id>/quotes")
@open_to(Side.STAFF)
def quotes_page(session_id, answer_id, form=None):
    session = load(queries.visible_to(me()), session_id)
    answer = load(queries.written_answers_of(session), answer_id)
    return render_template(
        "discovery/insights/quotes.html",
        session=session,
        answer=answer,
        form=form or insight_form(session_id),
        kinds=queries.KIND_LABELS,
        insights=queries.insights_of(session).get(answer.id, []),
    )


@blueprint.post("/discovery/<uuid:session_id>/answers/<uuid:answer_id>/quotes")
@open_to(Side.STAFF)
@takes(insight_form, page=quotes_page)
def code(form, session_id, answer_id):
    session = load(queries.visible_to(me()), session_id)
    answer = load(queries.written_answers_of(session), answer_id)
    actions.code_insight(session, answer, actor=me(), now=now(), **form.values)
    flash(_("The quote is kept. Choose another, or go back to the session."))
    return redirect(url_for("discovery.quotes_page", session_id=session_id, answer_id=answer_id))


def recode_form(insight_id):
    return RecodeForm(contacts=_contacts(load(queries.insights_visible_to(me()), insight_id).session.employer))


@blueprint.get("/discovery/quotes/<uuid:insight_id>")
@open_to(Side.STAFF)
def insight(insight_id, form=None):
    insight = load(queries.insights_visible_to(me()), insight_id)
    return render_template(
        "discovery/insights/insight.html",
        insight=insight,
        form=form or RecodeForm.of(insight, _contacts(insight.session.employer)),
        codings=queries.codings_of(insight),
        hints=queries.likely_stand_ins(insight.quote) if insight.kind in queries.ASKABLE else [],
        stand_ins=queries.STAND_IN_LABELS,
        probes=queries.probes_of(insight),
        kinds=queries.KIND_LABELS,
    )


@blueprint.post("/discovery/quotes/<uuid:insight_id>")
@open_to(Side.STAFF)
@takes(recode_form, page=insight)
def recode(form, insight_id):
    insight = load(queries.insights_visible_to(me()), insight_id)
    actions.recode(insight, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("The quote is coded so now. What it was before stays below."))
    return redirect(url_for("discovery.insight", insight_id=insight_id))


@blueprint.post("/discovery/quotes/<uuid:insight_id>/remove")
@open_to(Side.STAFF)
@takes(MoveForm)
def remove(form, insight_id):
    insight = load(queries.insights_visible_to(me()), insight_id)
    back = url_for("discovery.quotes_page", session_id=insight.session_id, answer_id=insight.answer_id)
    actions.remove_insight(insight)
    flash(_("The quote is removed; the answer stays as it is."))
    return redirect(back)


@blueprint.get("/discovery/quotes")
@open_to(Side.STAFF)
def insights():
    kind, employer_id = request.args.get("kind", type=InsightKind), request.args.get("employer", type=uuid.UUID)
    found = one_page(queries.search_insights(me(), kind=kind, employer_id=employer_id))
    return render_template(
        "discovery/insights/insights.html",
        listing=found,
        kind=kind,
        employer_id=employer_id,
        kinds=queries.KIND_LABELS,
        employers=employers.choices(me()),
    )


def _contacts(employer):
    return db.session.scalars(employers.contacts_of(employer)).all()
