"""What staff do in a round: open it, freeze it, have a proposal made, look at it, change it, and release it."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import history_of
from marketplace.hiring.rounds import actions, queries
from marketplace.hiring.rounds.forms import NOBODY, AbandonForm, ChangeForm, ProposeForm, ReleaseForm, RoundForm
from marketplace.hiring.rounds.lifecycle import LIFECYCLE, UNDER_WAY
from marketplace.hiring.rounds.models import Stage
from marketplace.hiring.rounds.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page

USUAL_DAYS = 7


def _round_form():
    return RoundForm(
        programs=queries.programs_of(me()),
        roles=queries.open_roles(me()),
        everybody=me().all_programs,
        freezes_on=(now() + timedelta(days=USUAL_DAYS)).date(),
    )


@blueprint.get("/rounds/new")
@open_to(Side.STAFF)
def new_page(form=None):
    return render_template("rounds/new.html", form=form or _round_form())


@blueprint.post("/rounds/new")
@open_to(Side.STAFF)
@takes(_round_form, page=new_page)
def open_round(form):
    row = actions.open_round(actor=me(), now=now(), **form.values)
    flash(_("Open. Both sides have a mail with the day by which their lists should be in."), "good")
    return redirect(url_for("rounds.page", round_id=row.id))


def staff_page(row, form):
    """The round as the team sees it; `form` is one that was refused."""
    proposal = queries.newest_proposal(row.id)
    listing = one_page(queries.results(proposal.id)) if proposal else None
    release = form if isinstance(form, ReleaseForm) else ReleaseForm()
    release.seen.data = queries.as_shown(proposal.id) if proposal else ""  # the page shows it as it is now
    return render_template(
        "rounds/staff_page.html",
        row=row,
        found=queries.taking_part(row.id),
        taken=queries.snapshot_of(row.id),
        proposal=proposal,
        listing=listing,
        names=queries.names_of(me(), [one.jobseeker_id for one in listing.rows]) if listing else {},
        decided=queries.decided_measures(row, proposal),
        hindrance=actions.why_not_release(row, me()) if row.stage is Stage.PROPOSED else None,
        computing=row.stage in UNDER_WAY and actions.is_computed(row),
        propose_form=form if isinstance(form, ProposeForm) else ProposeForm(proposing=row.proposing.value),
        release_form=release,
        history=history_of(row),
        lifecycle=LIFECYCLE,
    )


def _shown(round_id, form=None):
    return staff_page(load(queries.visible_to(me()), round_id), form)


@blueprint.post("/rounds/<uuid:round_id>/freeze")
@open_to(Side.STAFF)
@takes(MoveForm)
def freeze(form, round_id):
    actions.freeze(load(queries.visible_to(me()), round_id), actor=me(), now=now())
    flash(_("Frozen. Nobody can change a list any more."), "good")
    return redirect(url_for("rounds.page", round_id=round_id))


@blueprint.post("/rounds/<uuid:round_id>/proposal")
@open_to(Side.STAFF)
@takes(lambda round_id: ProposeForm(), page=_shown)
def propose(form, round_id):
    row = load(queries.visible_to(me()), round_id)
    actions.ask_for_proposal(row, actor=me(), now=now(), **form.values)
    return redirect(url_for("rounds.page", round_id=round_id))


@blueprint.post("/rounds/<uuid:round_id>/release")
@open_to(Side.STAFF)
@takes(lambda round_id: ReleaseForm(), page=_shown)
def release(form, round_id):
    actions.release(load(queries.visible_to(me()), round_id), actor=me(), now=now(), **form.values)
    flash(_("Released. Each side reads its own part, and has a mail."), "good")
    return redirect(url_for("rounds.page", round_id=round_id))


@blueprint.get("/rounds/<uuid:round_id>/abandon")
@open_to(Side.STAFF)
def abandon_page(round_id, form=None):
    row = load(queries.visible_to(me()), round_id)
    return render_template("rounds/abandon.html", row=row, form=form or AbandonForm())


@blueprint.post("/rounds/<uuid:round_id>/abandon")
@open_to(Side.STAFF)
@takes(lambda round_id: AbandonForm(), page=abandon_page)
def abandon(form, round_id):
    actions.abandon(load(queries.visible_to(me()), round_id), actor=me(), now=now(), **form.values)
    flash(_("Called off. Both sides have a mail, and their talks go on."), "good")
    return redirect(url_for("rounds.page", round_id=round_id))


# ---- one person, one role ---------------------------------------------------------------------------


def _result(round_id, result_id):
    row = load(queries.visible_to(me()), round_id)
    proposal = queries.newest_proposal(row.id)
    return row, load(queries.results(proposal.id if proposal else row.id), result_id)


def _change_form(round_id, result_id):
    row, result = _result(round_id, result_id)
    referrals = queries.referrals_named(actions.choices(row, result))
    return ChangeForm(referrals=referrals, referral_id=str(result.decided_id or NOBODY), reason=result.reason)


@blueprint.get("/rounds/<uuid:round_id>/people/<uuid:result_id>")
@open_to(Side.STAFF)
def person(round_id, result_id, form=None):
    row, result = _result(round_id, result_id)
    return render_template(
        "rounds/person.html",
        row=row,
        result=result,
        name=queries.names_of(me(), [result.jobseeker_id]).get(result.jobseeker_id),
        wishes=queries.wishes_of(row, result),
        changes=queries.changes_of(row, result.jobseeker_id),
        changeable=row.stage is Stage.PROPOSED,
        form=form or _change_form(round_id, result_id),
    )


@blueprint.post("/rounds/<uuid:round_id>/people/<uuid:result_id>")
@open_to(Side.STAFF)
@takes(_change_form, page=person)
def change(form, round_id, result_id):
    row, result = _result(round_id, result_id)
    actions.change(row, result, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("Kept. Somebody else of the team releases it."), "good")
    return redirect(url_for("rounds.page", round_id=round_id))


@blueprint.get("/rounds/<uuid:round_id>/roles/<uuid:role_need_id>")
@open_to(Side.STAFF)
def role(round_id, role_need_id):
    row = load(queries.visible_to(me()), round_id)
    shown = queries.role_in(row, role_need_id) or abort(404)
    names = queries.names_of(me(), [one.referral.jobseeker_id for one in shown.lines])
    return render_template("rounds/role.html", row=row, shown=shown, names=names)
