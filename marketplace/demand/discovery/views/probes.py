"""Requirements that are asked about, words that may stand for something else, and where words and practice differ."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.demand.discovery import actions, queries
from marketplace.demand.discovery.forms import (
    ConfirmedForm,
    ContradictionForm,
    FindingForm,
    OutcomeForm,
    PostingWordsForm,
    ProbeForm,
)
from marketplace.demand.discovery.lifecycle import PROBES
from marketplace.demand.discovery.models import ProbeStage
from marketplace.demand.discovery.views import blueprint
from marketplace.demand.employers import queries as employers
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to, reads_first
from marketplace.web.forms import takes
from marketplace.web.paging import one_page


@blueprint.get("/discovery/probes")
@open_to(Side.STAFF)
def probes():
    stage, employer_id = request.args.get("stage", type=ProbeStage), request.args.get("employer", type=uuid.UUID)
    return render_template(
        "discovery/probes/listing.html",
        listing=one_page(queries.search_probes(me(), stage=stage, employer_id=employer_id)),
        to_ask=queries.to_ask(me(), employer_id=employer_id),
        contradictions=one_page(_contradictions(employer_id)).rows,
        stage=stage,
        employer_id=employer_id,
        stages=PROBES.labels,
        label=PROBES.label,
        verdicts=queries.VERDICT_LABELS,
        kinds=queries.STAND_IN_LABELS,
        employers=employers.choices(me()),
    )


def _contradictions(employer_id):
    rows = queries.contradictions_visible_to(me())
    return rows if employer_id is None else rows.filter_by(employer_id=employer_id)


def probe_form(employer_id):
    employer = load(employers.visible_to(me()), employer_id)
    insights = queries.quotes_of(employer.id, me())
    chosen = next((row for row in insights if str(row.id) == request.args.get("insight")), None)
    told = {"insight_id": chosen.id, "stated": chosen.quote} if chosen else {}
    return ProbeForm(data=told, insights=insights)


@blueprint.get("/employers/<uuid:employer_id>/probes/new")
@open_to(Side.STAFF)
def probe_page(employer_id, form=None):
    employer = load(employers.visible_to(me()), employer_id)
    form = form or probe_form(employer_id)
    return render_template(
        "discovery/probes/new.html",
        employer=employer,
        form=form,
        hints=queries.likely_stand_ins(form.stated.data or ""),
        kinds=queries.STAND_IN_LABELS,
    )


@blueprint.post("/employers/<uuid:employer_id>/probes/new")
@open_to(Side.STAFF)
@takes(probe_form, page=probe_page)
def new_probe(form, employer_id):
    employer = load(employers.visible_to(me()), employer_id)
    begun = actions.probe(employer, actor=me(), now=now(), **form.values)
    flash(_("Ask now what is behind it, and write down what they say."))
    return redirect(url_for("discovery.probe", probe_id=begun.id))


def _probe_context(probe):
    return {
        "probe": probe,
        "hints": queries.likely_stand_ins(probe.shown),
        "kinds": queries.STAND_IN_LABELS,
        "line": queries.line(queries.LineKind.REQUIREMENT, probe.id, me()) if probe.findings else None,
        "steps": queries.probe_steps_of(probe),
        "stage": PROBES.label(probe.stage),
        "verdicts": queries.VERDICT_LABELS,
        "replies": queries.REPLY_LABELS,
    }


@blueprint.get("/discovery/probes/<uuid:probe_id>")
@open_to(Side.STAFF)
def probe(probe_id):
    probe = load(queries.probes_visible_to(me()), probe_id)
    return render_template("discovery/probes/page.html", **_probe_context(probe))


def finding_form(probe_id):
    return FindingForm.of(load(queries.probes_visible_to(me()), probe_id).finding)


@blueprint.get("/discovery/probes/<uuid:probe_id>/finding")
@open_to(Side.STAFF)
def finding_page(probe_id, form=None):
    probe = load(queries.probes_visible_to(me()), probe_id)
    context = _probe_context(probe)
    return render_template("discovery/probes/finding.html", form=form or finding_form(probe_id), **context)


@blueprint.post("/discovery/probes/<uuid:probe_id>/finding")
@open_to(Side.STAFF)
@takes(finding_form, page=finding_page)
def find(form, probe_id):
    probe = load(queries.probes_visible_to(me()), probe_id)
    actions.find(probe, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("It is written down, and waits for the employer’s word."))
    return redirect(url_for("discovery.probe", probe_id=probe_id))


def confirmed_form(probe_id):
    probe = load(queries.probes_visible_to(me()), probe_id)
    return ConfirmedForm(contacts=db.session.scalars(employers.contacts_of(probe.employer)))


@blueprint.get("/discovery/probes/<uuid:probe_id>/confirmed")
@open_to(Side.STAFF)
def confirmed_page(probe_id, form=None):
    probe = load(queries.probes_visible_to(me()), probe_id)
    return render_template("discovery/probes/confirmed.html", probe=probe, form=form or confirmed_form(probe_id))


@blueprint.post("/discovery/probes/<uuid:probe_id>/confirmed")
@open_to(Side.STAFF)
@takes(confirmed_form, page=confirmed_page)
def confirm_probe(form, probe_id):
    probe = load(queries.probes_visible_to(me()), probe_id)
    actions.confirm_probe(probe, actor=me(), now=now(), **form.values)
    flash(_("It is noted who confirmed it."))
    return redirect(url_for("discovery.probe", probe_id=probe_id))


# ---- where words and practice differ --------------------------------------------------------------


def contradiction_form(employer_id):
    employer = load(employers.visible_to(me()), employer_id)
    return ContradictionForm(insights=queries.quotes_of(employer.id, me()), question=queries.gentle_question())


@blueprint.get("/employers/<uuid:employer_id>/contradictions/new")
@open_to(Side.STAFF)
def contradiction_page(employer_id, form=None):
    employer = load(employers.visible_to(me()), employer_id)
    return render_template(
        "discovery/probes/contradiction.html", employer=employer, form=form or contradiction_form(employer_id)
    )


@blueprint.post("/employers/<uuid:employer_id>/contradictions/new")
@open_to(Side.STAFF)
@takes(contradiction_form, page=contradiction_page)
def set_beside(form, employer_id):
    employer = load(employers.visible_to(me()), employer_id)
    actions.set_beside(employer, actor=me(), now=now(), **form.values)
    flash(_("Both halves stand side by side for the next conversation."))
    return redirect(url_for("discovery.probes", employer=employer_id, _anchor="contradictions"))


@blueprint.get("/discovery/contradictions/<uuid:contradiction_id>/outcome")
@open_to(Side.STAFF)
def outcome_page(contradiction_id, form=None):
    contradiction = load(queries.contradictions_visible_to(me()), contradiction_id)
    return render_template(
        "discovery/probes/outcome.html", contradiction=contradiction, form=form or OutcomeForm(obj=contradiction)
    )


@blueprint.post("/discovery/contradictions/<uuid:contradiction_id>/outcome")
@open_to(Side.STAFF)
@takes(lambda contradiction_id: OutcomeForm(), page=outcome_page)
def settle(form, contradiction_id):
    contradiction = load(queries.contradictions_visible_to(me()), contradiction_id)
    actions.settle(contradiction, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("What came of it is written down."))
    return redirect(url_for("discovery.probes", employer=contradiction.employer_id, _anchor="contradictions"))


# ---- words that may stand for something else ------------------------------------------------------


@blueprint.get("/discovery/stand-ins")
@open_to(Side.STAFF, Side.EMPLOYER)
def stand_ins_page(form=None):
    return render_template("discovery/probes/stand_ins.html", form=form or PostingWordsForm(), hints=None, kinds={})


@blueprint.post("/discovery/stand-ins")
@open_to(Side.STAFF, Side.EMPLOYER)
@takes(PostingWordsForm, page=stand_ins_page)
@reads_first
def stand_ins(form):
    hints = queries.likely_stand_ins(form.words.data)
    return render_template("discovery/probes/stand_ins.html", form=form, hints=hints, kinds=queries.STAND_IN_LABELS)
