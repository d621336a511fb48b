"""Audits over HTTP: draw, look, tick, close."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.outcomes.snapshots import actions, queries
from marketplace.outcomes.snapshots.forms import FINDINGS, WRONGS, DrawForm, TickForm
from marketplace.outcomes.snapshots.queries.wording import of_a_hundred
from marketplace.outcomes.snapshots.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page


@blueprint.get("/frozen-versions/<uuid:version_id>/audits")
@open_to(Side.STAFF)
def draw_page(version_id, form=None):
    row = load(queries.versions(me()), version_id)
    return render_template("snapshots/draw.html", version=row, report=row.report, form=form or DrawForm())


@blueprint.post("/frozen-versions/<uuid:version_id>/audits")
@open_to(Side.STAFF)
@takes(DrawForm, page=draw_page)
def draw(form, version_id):
    row = load(queries.versions(me()), version_id)
    audit = actions.draw(row, actor=me(), now=now(), **form.values)
    return redirect(url_for("snapshots.audit", audit_id=audit.id))


@blueprint.get("/audits/<uuid:audit_id>")
@open_to(Side.STAFF)
def audit(audit_id, line_id=None, form=None):
    """The audit; where a finding of one line comes back, what was typed stands at that line."""
    row = load(queries.audits(me()), audit_id)
    listing = one_page(queries.lines_of(row))
    lines = (
        listing.rows
        if row.finished_at
        else [(one, _form_of(one, form if one.id == line_id else None)) for one in listing.rows]
    )
    return render_template(
        "snapshots/audit.html",
        audit=row,
        result=queries.result_of(row),
        listing=listing,
        lines=lines,
        of_a_hundred=of_a_hundred,
        findings=dict(FINDINGS),
        wrongs=dict(WRONGS),
    )


def _form_of(line, typed):
    """The form of one line: as it was typed where it comes back, else with what was ticked before."""
    if typed is not None:
        return typed
    form = TickForm(formdata=None, finding=line.finding, what=line.what or "")
    for field in form:
        field.id = f"{field.id}-at-{line.position}"
    return form


@blueprint.post("/audits/<uuid:audit_id>/lines/<uuid:line_id>")
@open_to(Side.STAFF)
@takes(TickForm, page=audit)
def tick(form, audit_id, line_id):
    row = load(queries.audits(me()), audit_id)
    line = actions.tick(row, line_id=line_id, actor=me(), now=now(), **form.values) or abort(404)
    return redirect(url_for("snapshots.audit", audit_id=row.id, _anchor=f"line-{line.position}"))


@blueprint.post("/audits/<uuid:audit_id>/finish")
@open_to(Side.STAFF)
@takes(MoveForm)
def finish(form, audit_id):
    row = load(queries.audits(me()), audit_id)
    actions.finish(row, actor=me(), now=now())
    flash(_("The audit is finished. What was found stays as it is."))
    return redirect(url_for("snapshots.audit", audit_id=row.id))
