"""An administrator's view of what waits and what failed, and the mailbox that stands in for a mail server."""

from collections import defaultdict

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.outbox import actions, delivery, queries
from marketplace.outbox.forms import DropForm
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to, public
from marketplace.web.forms import MoveForm, takes

blueprint = Blueprint("outbox", __name__, template_folder="templates")


@blueprint.get("/outbox")
@open_to(Side.ADMIN)
def listing():
    clock = current_app.extensions["clock"]
    return render_template(
        "outbox/listing.html",
        waiting=queries.first(queries.waiting()),
        done=queries.first(queries.done()),
        counts=queries.counts(),
        workers=queries.workers(now()),
        clock=clock,
        runs=queries.runs([task.name for task in clock]),
        most=queries.SHOWN,
        why=queries.why,
        labels=_labels(),
    )


def _labels():
    return defaultdict(str, {task.name: task.label for task in current_app.extensions["clock"]})


@blueprint.get("/outbox/failed")
@open_to(Side.ADMIN)
def failed():
    dropped = queries.first(queries.dropped())
    return render_template(
        "outbox/failed.html",
        dead=queries.first(queries.dead()),
        dropped=dropped,
        reasons=queries.reasons_of_dropping(dropped),
        counts=queries.counts(),
        most=queries.SHOWN,
        why=queries.why,
        labels=_labels(),
    )


@blueprint.get("/outbox/failed/<uuid:item_id>")
@open_to(Side.ADMIN)
def item(item_id, form=None):
    item = load(queries.given_up(), item_id)
    return render_template(
        "outbox/item.html",
        item=item,
        form=form or DropForm(),
        story=queries.story(queries.events_of(item.id)),
        why=queries.why,
        labels=_labels(),
    )


@blueprint.post("/outbox/failed/<uuid:item_id>/retry")
@open_to(Side.ADMIN)
@takes(MoveForm)
def retry(form, item_id):
    actions.retry(load(queries.dead(), item_id), actor=me(), now=now())
    flash(_("It waits again, with a new set of tries."))
    return redirect(url_for("outbox.failed"), 303)


@blueprint.post("/outbox/failed/<uuid:item_id>/drop")
@open_to(Side.ADMIN)
@takes(DropForm, page=item)
def drop(form, item_id):
    actions.drop(load(queries.dead(), item_id), actor=me(), now=now(), **form.values)
    flash(_("Dropped. It stays on the list below, with your reason."))
    return redirect(url_for("outbox.failed"), 303)


@blueprint.get("/mailbox")
@public
def mailbox():
    folder = delivery.mailbox() or abort(404)
    return render_template("outbox/mailbox.html", mails=delivery.kept_mails(folder))


@blueprint.get("/mailbox/<name>")
@public
def kept_mail(name):
    folder = delivery.mailbox() or abort(404)
    mail = delivery.kept_mail(folder, name, here=request.url_root.rstrip("/")) or abort(404)
    return render_template("outbox/mail.html", mail=mail)
