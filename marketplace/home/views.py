"""The first page of each side, and what the software is for those who are not signed in."""

import uuid
from urllib.parse import urlencode

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from prometheus_client import CONTENT_TYPE_LATEST

from marketplace.db import db
from marketplace.demand.programs import queries as programs
from marketplace.home import queries
from marketplace.home.actions import inbox as doing
from marketplace.home.forms import FILTERS, PLACE, REASONS, AssignForm, ChosenForm, RemindForm, SnoozeForm
from marketplace.home.models import Act, Why
from marketplace.home.queries import acts, health, listing
from marketplace.home.queries.reminding import may_be_reminded, recipients, told
from marketplace.home.queries.waiting import Asked
from marketplace.outbox.actions import link_to
from marketplace.sides import Side
from marketplace.supply.applications import queries as applications
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.sessions.queries import mine as training
from marketplace.web import metrics
from marketplace.web.access import load, maybe_me, me, now, open_to, public
from marketplace.web.forms import MoveForm, takes

blueprint = Blueprint("home", __name__, template_folder="templates")

SHOWN = (
    ("", lazy_gettext("Everybody’s")),
    (listing.LATE, lazy_gettext("Overdue")),
    (listing.MINE, lazy_gettext("Mine")),
    (listing.NOBODYS, lazy_gettext("Taken by nobody")),
    (listing.SNOOZED, lazy_gettext("Snoozed")),
)
DONE = {
    Act.SNOOZE: lazy_gettext("Snoozed"),
    Act.WAKE: lazy_gettext("Brought back"),
    Act.ASSIGN: lazy_gettext("Given to somebody"),
    Act.UNASSIGN: lazy_gettext("Given to nobody"),
    Act.REMIND: lazy_gettext("A reminder is on its way"),
}


@blueprint.get("/")
@public
def index():
    actor = maybe_me()
    pages = {
        Side.JOBSEEKER: _jobseeker,
        Side.EMPLOYER: _employer,
        Side.STAFF: _staff,
        Side.FUNDER: _funder,
        Side.ADMIN: _admin,
    }
    return pages.get(actor.side, _public)() if actor else _public()


def _public():
    recruiting = db.session.scalars(cohorts.recruiting(now()).limit(6)).unique().all()
    return render_template("home/public.html", cohorts=recruiting, whole_address=link_to("home.index"))


def _jobseeker():
    mine = db.session.scalars(applications.visible_to(me())).unique().all()
    return render_template(
        "home/jobseeker.html",
        steps=queries.steps_for(me(), now()),
        applications=mine,
        coming=training.coming(me().person_id, now(), most=3),
    )


def _employer():
    return render_template("home/employer.html", steps=queries.steps_for(me(), now()))


def _staff():
    wanted, program_id = _wanted(), request.args.get("program", type=uuid.UUID)
    here = listing.Inbox(Asked(me(), now(), program_id), wanted).page(request.args.get("page", 1, type=int))
    alone = not here.keys and programs.works_on_none(me())
    return render_template(
        "home/staff.html",
        items=listing.seen(here.keys, actor=me(), now=now()),
        listing=here,
        counts=here.counts,
        wanted=wanted,
        program_id=program_id,
        last=acts.last_of(me(), now()),
        alone=alone,
        asks=programs.whom_to_ask() if alone else [],
        may_be_reminded=may_be_reminded,
        words={"reasons": REASONS, "done": DONE},
        **_choices(here.counts),
    )


def _choices(counts):
    chosen = {name: value for name, value in request.args.items() if name in PLACE and value}
    return {
        "programs": listing.programs_of(me()),
        "kind_choices": _kind_choices(counts),
        "show_choices": SHOWN,
        "filters": {name: value for name, value in chosen.items() if name in FILTERS},
        "back": urlencode(chosen),
    }


def _kind_choices(counts):
    told = [(name, f"{kind.label} ({counts.of[name]})") for name, kind in listing.KINDS.items() if name in counts.of]
    return [("", _("Everything (%(count)s)", count=counts.total)), *told]


def _wanted():
    kind, show = request.args.get("kind", ""), request.args.get("show", "")
    return listing.Wanted(kind if kind in listing.KINDS else "", show, current_app.config["INBOX_SILENT_DAYS"])


def _funder():
    return redirect(url_for("reports.released"))


def _admin():
    return redirect(url_for("administration.index"))


# ---- what staff do about what waits --------------------------------------------------------------------


@blueprint.get("/inbox/snooze")
@open_to(Side.STAFF)
def snooze_page(form=None):
    return _about("home/snooze.html", form or SnoozeForm())


@blueprint.post("/inbox/snooze")
@open_to(Side.STAFF)
@takes(SnoozeForm, page=snooze_page)
def snooze(form):
    items = doing.chosen(form.keys, actor=me(), now=now())
    doing.snooze(items, until=form.until.data, why=Why(form.why.data), actor=me(), now=now())
    return _back(
        ngettext("One thing comes back on that day.", "%(num)s things come back on that day.", len(items)), form
    )


@blueprint.post("/inbox/wake")
@open_to(Side.STAFF)
@takes(ChosenForm)
def wake(form):
    items = doing.chosen(form.keys, actor=me(), now=now())
    doing.wake(items, actor=me(), now=now())
    return _back(ngettext("It is back in the inbox.", "%(num)s things are back in the inbox.", len(items)), form)


@blueprint.get("/inbox/assign")
@open_to(Side.STAFF)
def assign_page(form=None):
    return _about("home/assign.html", form or AssignForm())


@blueprint.post("/inbox/assign")
@open_to(Side.STAFF)
@takes(AssignForm, page=assign_page)
def assign(form):
    items = doing.chosen(form.keys, actor=me(), now=now())
    name = doing.assign(items, membership_id=form.chosen_membership, actor=me(), now=now())
    return _back(
        ngettext("%(name)s takes it.", "%(name)s takes %(num)s things.", len(items), name=name)
        if name
        else _("Nobody in particular takes it."),
        form,
    )


@blueprint.get("/inbox/remind")
@open_to(Side.STAFF)
def remind_page(form=None):
    return _about("home/remind.html", form or RemindForm())


@blueprint.post("/inbox/remind")
@open_to(Side.STAFF)
@takes(RemindForm, page=remind_page)
def remind(form):
    count = doing.remind(doing.chosen(form.keys, actor=me(), now=now()), actor=me(), now=now())
    return _back(
        ngettext(
            "A reminder of one thing leaves in %(minutes)s minutes.",
            "Reminders of %(num)s things leave in %(minutes)s minutes.",
            count,
            minutes=acts.UNDO.seconds // 60,
        ),
        form,
    )


@blueprint.post("/inbox/acts/<uuid:act_id>/undo")
@open_to(Side.STAFF)
@takes(MoveForm)
def undo(form, act_id):
    batch_id = load(acts.own(me()), act_id).batch_id
    keys = [(row.kind, row.subject_id) for row in acts.standing_of(batch_id)]
    if keys and not listing.seen(keys, actor=me(), now=now()):
        abort(404)  # none of it waits for them any longer, or all lies beyond their reach by now
    count = doing.undo(batch_id, actor=me(), now=now())
    return _back(ngettext("Taken back.", "Taken back, for %(num)s things.", count))


def _about(template, form):
    keys = form.keys
    items = listing.seen(keys[: doing.MOST], actor=me(), now=now())
    already = acts.reminded_on(keys, now().date()) if keys else set()
    fresh = [item for item in items if (item.kind.name, item.subject_id) not in already]
    written = recipients(fresh) if form.writes else []
    return render_template(
        template,
        form=form,
        items=items,
        already=len(items) - len(fresh),
        left_out=len(fresh) - len({item.key for one in written for item in one.items}),
        recipients=written,
        told=told,
        address_back=form.address_back,
        minutes=acts.UNDO.seconds // 60,
    )


def _back(sentence, form=None):
    flash(sentence)
    return redirect(form.address_back if form else url_for("home.index"))


@blueprint.get("/for-employers")
@public
def for_employers():
    return render_template("home/for_employers.html", whole_address=link_to("home.for_employers"))


@blueprint.get("/readyz")
@public
def readyz():
    bad = health.faults(
        now=now(),
        folder=current_app.config["DATA_FOLDER"],
        megabytes=current_app.config["MIN_FREE_MEGABYTES"],
        migrations=current_app.extensions["migrate"].directory,
    )
    answer = "not ready: " + ", ".join(bad) if bad else "ready"
    return f"{answer}\n", 503 if bad else 200, {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/metrics")
@public
def figures():
    if not metrics.may_read():
        abort(404)
    return metrics.page(health.figures(now())), 200, {"Content-Type": CONTENT_TYPE_LATEST}
