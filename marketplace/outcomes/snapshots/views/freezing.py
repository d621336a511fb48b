"""Frozen reports over HTTP: what is counted, counting it, and how far that is."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.db import db
from marketplace.demand.programs import queries as programs
from marketplace.outcomes.measures.queries import words
from marketplace.outcomes.snapshots import actions, queries
from marketplace.outcomes.snapshots.forms import AgainForm, ReportForm
from marketplace.outcomes.snapshots.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes
from marketplace.web.paging import one_page


def _report_form():
    return ReportForm(programs=db.session.scalars(programs.visible_to(me())).unique().all(), as_of=now().date())


@blueprint.get("/frozen-reports")
@open_to(Side.STAFF)
def listing():
    return render_template("snapshots/listing.html", listing=one_page(queries.reports(me())))


@blueprint.get("/frozen-reports/new")
@open_to(Side.STAFF)
def new_page(form=None):
    return render_template("snapshots/new.html", form=form or _report_form())


@blueprint.post("/frozen-reports")
@open_to(Side.STAFF)
@takes(_report_form, page=new_page)
def create(form):
    values = form.values
    scope = {name: values.pop(name) for name in ("ends_from", "ends_until")}
    cohorts = queries.cohorts_in(me(), programs=values.pop("program_ids"), **scope)
    later = values.pop("later")
    report = actions.create(cohorts=cohorts, actor=me(), now=now(), **values)
    if later:
        flash(_("Nothing is counted yet. Set what this report counts otherwise, then count it."))
        return redirect(url_for("snapshots.page", report_id=report.id, _anchor="definitions"))
    return _after(actions.freeze(report, reason="", actor=me(), now=now()))


def _again_form(report_id):
    form = AgainForm()
    if not load(queries.reports(me()), report_id).versions:
        del form.reason
    return form


@blueprint.get("/frozen-reports/<uuid:report_id>")
@open_to(Side.STAFF)
def page(report_id, form=None):
    report = load(queries.report_page(me()), report_id)
    return render_template(
        "snapshots/page.html",
        report=report,
        known=queries.in_force(report),
        words=words,
        leads=me().all_programs,
        form=form or _again_form(report_id),
    )


@blueprint.post("/frozen-reports/<uuid:report_id>/versions")
@open_to(Side.STAFF)
@takes(_again_form, page=page)
def freeze(form, report_id):
    report = load(queries.reports(me()), report_id)
    return _after(actions.freeze(report, actor=me(), now=now(), **form.values))


@blueprint.get("/freezings/<uuid:freezing_id>")
@open_to(Side.STAFF)
def progress(freezing_id):
    """How far a count is; the page asks again and again, and is loaded anew when it is done."""
    freezing = load(queries.freezings(me()), freezing_id)
    if not request.headers.get("HX-Request"):
        return redirect(url_for("snapshots.page", report_id=freezing.report_id))
    if request.args.get("seen", type=int) == freezing.done and freezing.finished_at is None:
        return "", 204
    answer = make_response(render_template("snapshots/_progress.html", freezing=freezing))
    if freezing.finished_at is not None:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _after(freezing):
    """Lead to the version that was made, or to the report where it is still counted or nothing has changed."""
    version = freezing.version
    if freezing.finished_at is None:
        flash(_("It is counted now, cohort by cohort."))
    elif version is None:
        flash(_("Nothing has changed since the version before, so there is no new one."))
    else:
        flash(_("Version %(number)s is kept, and never changes.", number=version.number))
        return redirect(url_for("snapshots.version", version_id=version.id))
    return redirect(url_for("snapshots.page", report_id=freezing.report_id))
