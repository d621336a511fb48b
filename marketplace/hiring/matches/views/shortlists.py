"""Shortlists over HTTP, for staff: put people on, move them, take them off, share, and close a referral."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.demand.role_needs import queries as role_needs
from marketplace.hiring.matches import actions, queries
from marketplace.hiring.matches.forms import CloseForm, PlaceForm, ShareForm, ShortlistForm, TakeOffForm
from marketplace.hiring.matches.views import blueprint
from marketplace.hiring.matches.views.runs import runs
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes


@blueprint.get("/match-candidates/<uuid:candidate_id>/shortlist")
@open_to(Side.STAFF)
def shortlist_page(candidate_id, form=None):
    candidate = load(queries.candidates(me()), candidate_id)
    return render_template("matches/shortlist.html", candidate=candidate, form=form or ShortlistForm())


@blueprint.post("/match-candidates/<uuid:candidate_id>/shortlist")
@open_to(Side.STAFF)
@takes(lambda candidate_id: ShortlistForm(), page=shortlist_page)
def shortlist(form, candidate_id):
    candidate = load(queries.candidates(me()), candidate_id)
    referral = actions.shortlist(candidate, actor=me(), now=now(), **form.values)
    flash(_("Shortlisted as Candidate %(tree)s.", tree=referral.alias), "good")
    return redirect(url_for("matches.runs", role_need_id=referral.role_need_id))


def _place_form(referral_id):
    referral = load(queries.visible_to(me()), referral_id)
    return PlaceForm(places=len(queries.waiting_on(referral.role_need, me())))


@blueprint.get("/referrals/<uuid:referral_id>/place")
@open_to(Side.STAFF)
def place_page(referral_id, form=None):
    referral = load(queries.visible_to(me()), referral_id)
    waiting = queries.waiting_on(referral.role_need, me())
    form = form or _place_form(referral_id)
    return render_template("matches/place.html", referral=referral, waiting=waiting, form=form)


@blueprint.post("/referrals/<uuid:referral_id>/place")
@open_to(Side.STAFF)
@takes(_place_form, page=place_page)
def put_at(form, referral_id):
    row = load(queries.visible_to(me()), referral_id)
    actions.put_at(row, actor=me(), now=now(), **form.values)
    flash(_("Moved. The reason is kept with the shortlist."), "good")
    return redirect(url_for("matches.runs", role_need_id=row.role_need_id))


@blueprint.get("/referrals/<uuid:referral_id>/take-off")
@open_to(Side.STAFF)
def take_off_page(referral_id, form=None):
    referral = load(queries.visible_to(me()), referral_id)
    return render_template("matches/take_off.html", referral=referral, form=form or TakeOffForm())


@blueprint.post("/referrals/<uuid:referral_id>/take-off")
@open_to(Side.STAFF)
@takes(lambda referral_id: TakeOffForm(), page=take_off_page)
def take_off(form, referral_id):
    row = load(queries.visible_to(me()), referral_id)
    actions.take_off(row, actor=me(), now=now(), **form.values)
    flash(_("Taken off the shortlist. The reason is kept with it."), "good")
    return redirect(url_for("matches.runs", role_need_id=row.role_need_id))


@blueprint.post("/role-needs/<uuid:role_need_id>/share")
@open_to(Side.STAFF)
@takes(lambda role_need_id: ShareForm(), page=runs)
def share(form, role_need_id):
    need = load(role_needs.visible_to(me()), role_need_id)
    shared = actions.share(need, actor=me(), now=now(), **form.values)
    flash(
        ngettext(
            "One person shared with the employer, without a name.",
            "%(num)s people shared with the employer, without names.",
            len(shared),
        ),
        "good",
    )
    return redirect(url_for("matches.runs", role_need_id=need.id))


@blueprint.get("/referrals/<uuid:referral_id>/close")
@open_to(Side.STAFF)
def close_page(referral_id, form=None):
    referral = load(queries.visible_to(me()), referral_id)
    return render_template("matches/close.html", referral=referral, form=form or CloseForm())


@blueprint.post("/referrals/<uuid:referral_id>/close")
@open_to(Side.STAFF)
@takes(lambda referral_id: CloseForm(), page=close_page)
def close(form, referral_id):
    row = load(queries.visible_to(me()), referral_id)
    actions.close(row, actor=me(), now=now(), **form.values)
    flash(_("Closed."), "good")
    return redirect(url_for("matches.referral", referral_id=row.id))
