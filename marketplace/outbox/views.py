"""An administrator's view of what waits, and the mailbox that stands in for a mail server in development."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.outbox import actions, delivery, queries
from marketplace.sides import Side
from marketplace.web.access import load, now, open_to, public
from marketplace.web.forms import MoveForm, takes

blueprint = Blueprint("outbox", __name__, template_folder="templates")


@blueprint.get("/outbox")
@open_to(Side.ADMIN)
def listing():
    return render_template(
        "outbox/listing.html",
        waiting=queries.first(queries.waiting()),
        dead=queries.first(queries.dead()),
        done=queries.first(queries.done()),
        counts=queries.counts(),
        most=queries.SHOWN,
    )


@blueprint.post("/outbox/<uuid:item_id>/try-again")
@open_to(Side.ADMIN)
@takes(MoveForm)
def try_again(form, item_id):
    actions.try_again(load(queries.dead(), item_id), now=now())
    flash(_("It waits again, with a new set of tries."))
    return redirect(url_for("outbox.listing"), 303)


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
