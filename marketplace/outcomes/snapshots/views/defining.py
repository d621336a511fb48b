"""How one report counts a figure over HTTP: by a definition of its own, and again by that of the house."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.outcomes.measures.forms import form_of
from marketplace.outcomes.measures.queries import words
from marketplace.outcomes.snapshots import actions, queries
from marketplace.outcomes.snapshots.forms import HouseForm
from marketplace.outcomes.snapshots.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes


def _known(report_id, key):
    report = load(queries.reports(me()), report_id)
    return report, queries.to_define(report, key, me()) or abort(404)


def _form(report_id, key):
    _report, known = _known(report_id, key)
    return form_of(known.definition, version=known.state)


def _house_form(report_id, key):
    return HouseForm(version=_known(report_id, key)[1].state)


@blueprint.get("/frozen-reports/<uuid:report_id>/definitions/<key>")
@open_to(Side.STAFF)
def definition(report_id, key, form=None):
    report, known = _known(report_id, key)
    own, house = (None, form) if isinstance(form, HouseForm) else (form, None)
    return render_template(
        "snapshots/definition.html",
        report=report,
        known=known,
        definition=known.definition,
        form=own or form_of(known.definition, version=known.state),
        house_form=house or HouseForm(version=known.state),
        changes=queries.definitions_of(report.id, known.definition.key),
        words=words,
    )


@blueprint.post("/frozen-reports/<uuid:report_id>/definitions/<key>")
@open_to(Side.STAFF)
@takes(_form, page=definition)
def define(form, report_id, key):
    return _set(report_id, key, form.settings, state=form.version.data, why=form.why.data)


@blueprint.post("/frozen-reports/<uuid:report_id>/definitions/<key>/house")
@open_to(Side.STAFF)
@takes(_house_form, page=definition)
def undefine(form, report_id, key):
    return _set(report_id, key, None, state=form.version.data, why=form.reason.data)


def _set(report_id, key, settings, *, state, why):
    report, known = _known(report_id, key)
    actions.define(report, known.definition.key, settings, state=state or "", why=why, actor=me(), now=now())
    flash(_("The next version of this report is counted so. Versions that are there stay as they are."))
    return redirect(url_for("snapshots.page", report_id=report.id, _anchor="definitions"))
