"""“You said”: an employer's own people read and answer line by line; staff see the answers."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.demand.discovery import actions, queries
from marketplace.demand.discovery.forms import ReplyForm
from marketplace.demand.discovery.lifecycle import LIFECYCLE, PROBES
from marketplace.demand.discovery.queries import LineKind
from marketplace.demand.discovery.views import blueprint
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes

KINDS = "quote, requirement, contradiction"


def _labels():
    return {
        "label": LIFECYCLE.label,
        "probe_label": PROBES.label,
        "verdicts": queries.VERDICT_LABELS,
        "replies": queries.REPLY_LABELS,
    }


@blueprint.get("/heard")
@open_to(Side.EMPLOYER)
def heard():
    return render_template(
        "discovery/heard/page.html",
        told=queries.you_said(me()),
        ahead=queries.ahead(me()),
        shared=queries.shared_themes(me()),
        may_decide=me().role in HIRING_ROLES,
        **_labels(),
    )


def _line(kind, row_id):
    return queries.line(LineKind(kind), row_id, me()) or abort(404)


@blueprint.get(f"/heard/<any({KINDS}):kind>/<uuid:row_id>")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def line_page(kind, row_id, form=None):
    line = _line(kind, row_id)
    mine = line.said_by(me().person_id)
    form = form or ReplyForm(data={"reply": mine.reply, "words": mine.words} if mine else {})
    return render_template("discovery/heard/line.html", line=line, form=form, **_labels())


@blueprint.post(f"/heard/<any({KINDS}):kind>/<uuid:row_id>")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(lambda kind, row_id: ReplyForm(), page=line_page)
def reply(form, kind, row_id):
    actions.reply_to(_line(kind, row_id), actor=me(), now=now(), **form.values)
    flash(_("Thank you. It is kept with your name and the day."))
    return redirect(url_for("discovery.heard", _anchor=f"line-{row_id}"))


@blueprint.get("/discovery/<uuid:session_id>/heard")
@open_to(Side.STAFF)
def heard_back(session_id):
    session = load(queries.visible_to(me()), session_id)
    return render_template(
        "discovery/heard/back.html",
        session=session,
        told=queries.said_in(session, me()),
        notices=queries.notices_of(session),
        **_labels(),
    )


@blueprint.post("/discovery/<uuid:session_id>/heard")
@open_to(Side.STAFF)
@takes(MoveForm)
def tell(form, session_id):
    session = load(queries.visible_to(me()), session_id)
    told = actions.tell(session, actor=me(), now=now())
    flash(ngettext("%(num)s person is told.", "%(num)s people are told.", told))
    return redirect(url_for("discovery.heard_back", session_id=session_id))
