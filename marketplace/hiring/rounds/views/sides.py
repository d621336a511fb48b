"""What the two sides do in a round: see where it stands, put in order, and read their own part of the result."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.hiring.matches.lifecycle import LIFECYCLE as REFERRALS
from marketplace.hiring.rounds import actions, queries
from marketplace.hiring.rounds.forms import ListForm
from marketplace.hiring.rounds.lifecycle import LIFECYCLE
from marketplace.hiring.rounds.models import MatchingRound
from marketplace.hiring.rounds.views import blueprint, staff
from marketplace.sides import HIRING_ROLES, Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes
from marketplace.web.paging import one_page


@blueprint.get("/rounds")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
def listing():
    newest_first = (MatchingRound.opened_at.desc(), MatchingRound.id)
    rounds = one_page(queries.visible_to(me()).order_by(*newest_first))
    return render_template("rounds/listing.html", listing=rounds, lifecycle=LIFECYCLE)


@blueprint.get("/rounds/<uuid:round_id>")
@open_to(Side.STAFF, Side.EMPLOYER, Side.JOBSEEKER, roles=HIRING_ROLES)
def page(round_id, form=None):
    row = load(queries.visible_to(me()), round_id)
    shown = {Side.STAFF: staff.staff_page, Side.EMPLOYER: _employer_page, Side.JOBSEEKER: _own_page}
    return shown[me().side](row, form)


def _own_page(row, _form):
    said = queries.list_of(row.id, jobseeker_id=me().person_id)
    return render_template(
        "rounds/own_page.html",
        row=row,
        said=said,
        listed=queries.own_lines(row, said, me()),
        result=next(iter(queries.own_results(row, me())), None),
        lifecycle=LIFECYCLE,
        referrals=REFERRALS,
        open_now=actions.is_open(row, now()),
    )


def _employer_page(row, _form):
    return render_template(
        "rounds/employer_page.html",
        row=row,
        parts=queries.parts_of_employer(row, me()),
        lifecycle=LIFECYCLE,
        referrals=REFERRALS,
        open_now=actions.is_open(row, now()),
    )


def _own_form(round_id):
    row = load(queries.visible_to(me()), round_id)
    return ListForm(referrals=queries.pairs_of(row.id, jobseeker_id=me().person_id))


@blueprint.get("/rounds/<uuid:round_id>/list")
@open_to(Side.JOBSEEKER)
def own_list(round_id, form=None):
    row = load(queries.visible_to(me()), round_id)
    said = queries.list_of(row.id, jobseeker_id=me().person_id)
    pairs = queries.pairs_of(row.id, jobseeker_id=me().person_id)
    return _list_page(row, said, pairs, form or _own_form(round_id), role=None)


@blueprint.post("/rounds/<uuid:round_id>/list")
@open_to(Side.JOBSEEKER)
@takes(_own_form, page=own_list)
def save_own(form, round_id):
    row = load(queries.visible_to(me()), round_id)
    said = actions.save(row, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_saved(said), "good")
    return redirect(url_for("rounds.own_list", round_id=round_id))


def _role_form(round_id, role_need_id):
    row, _role = _with_role(round_id, role_need_id)
    return ListForm(referrals=queries.pairs_of(row.id, role_need_id=role_need_id))


def _with_role(round_id, role_need_id):
    """The round, and the role of this employer in it."""
    row = load(queries.visible_to(me()), round_id)
    role = next((role for role in queries.of_employer(row, me()) if role.role_need_id == role_need_id), None)
    return (row, role) if role else abort(404)


@blueprint.get("/rounds/<uuid:round_id>/roles/<uuid:role_need_id>/list")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
def role_list(round_id, role_need_id, form=None):
    row, role = _with_role(round_id, role_need_id)
    said = queries.list_of(row.id, role_need_id=role_need_id)
    pairs = queries.pairs_of(row.id, role_need_id=role_need_id)
    return _list_page(row, said, pairs, form or _role_form(round_id, role_need_id), role=role)


@blueprint.post("/rounds/<uuid:round_id>/roles/<uuid:role_need_id>/list")
@open_to(Side.EMPLOYER, roles=HIRING_ROLES)
@takes(_role_form, page=role_list)
def save_role(form, round_id, role_need_id):
    row, _role = _with_role(round_id, role_need_id)
    more = form.values
    said = actions.save(row, role_need_id=role_need_id, version=form.version.data, actor=me(), now=now(), **more)
    flash(_saved(said), "good")
    return redirect(url_for("rounds.role_list", round_id=round_id, role_need_id=role_need_id))


def _list_page(row, said, pairs, form, *, role):
    shown = queries.lines(pairs, said)
    open_now = actions.is_open(row, now())
    if open_now and (form.errors or form.order.data):  # shown again: as it was typed; later the list that counts
        shown = queries.as_typed(shown, form.order.data or "", form.wanted.data or ())
    return render_template(
        "rounds/list.html",
        row=row,
        role=role,
        entries=shown,
        version=said.seq if said else 0,
        said=said,
        form=form,
        open_now=open_now,
    )


def _saved(said):
    if not said.ordered:
        return _("Saved. Nobody is on your list, so you take no part in this round.")
    return _("Saved. You can change it until the lists are frozen.")
