"""A person's notices, what they want to get by mail, and the link that ends a topic's mails."""

import uuid

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from marketplace.accounts import queries as accounts
from marketplace.notices import actions, queries
from marketplace.notices.forms import wishes_form
from marketplace.sides import Side
from marketplace.web.access import load, maybe_me, me, now, open_to, public
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page
from marketplace.web.signed import signed_words

SIZE = 25

blueprint = Blueprint("notices", __name__, template_folder="templates")


@blueprint.app_context_processor
def count_for_the_band():
    return {"unread_notices": unread_notices}


def unread_notices() -> int:
    """How many notices whoever looks has not read; 0 where the page tells that the database cannot be asked."""
    actor = maybe_me()
    try:
        return queries.unread_count(actor) if actor else 0
    except SQLAlchemyError:
        return 0


@blueprint.get("/notices")
@open_to(*Side)
def listing():
    unread = request.args.get("show") == "unread"
    rows = one_page(queries.visible_to(me(), unread=unread), size=SIZE)
    return render_template("notices/listing.html", listing=rows, unread=unread)


@blueprint.post("/notices/<uuid:notice_id>")
@open_to(*Side)
@takes(MoveForm)
def follow(form, notice_id):
    notice = load(queries.visible_to(me()), notice_id)
    actions.read(notice, now=now())
    mail = notice.mail
    if mail is None or mail.place not in current_app.view_functions:
        return redirect(url_for("notices.listing"), 303)
    if mail.side not in {None, me().side}:
        flash(_("That page belongs to another side of yours. Choose it here, then open the notice again."), "warn")
        return redirect(url_for("accounts.switch_page"), 303)
    return redirect(_address(mail, notice.target_id), 303)


def _address(mail, target_id):
    values = {mail.argument: target_id} if mail.argument else {}
    return url_for(mail.place, **values)


@blueprint.post("/notices/<uuid:notice_id>/read")
@open_to(*Side)
@takes(MoveForm)
def read(form, notice_id):
    actions.read(load(queries.visible_to(me()), notice_id), now=now())
    return redirect(url_for("notices.listing"), 303)


@blueprint.post("/notices/read")
@open_to(*Side)
@takes(MoveForm)
def read_all(form):
    actions.read_all(actor=me(), now=now())
    flash(_("All notices are marked as read."))
    return redirect(url_for("notices.listing"), 303)


@blueprint.get("/notices/mail")
@open_to(*Side)
def mail_page():
    return render_template("notices/mail.html", form=wishes_form(), mandatory=queries.mandatory_topics(me()))


@blueprint.post("/notices/mail")
@open_to(*Side)
@takes(wishes_form)
def choose(form):
    actions.choose(wanted=form.values, actor=me(), now=now())
    flash(_("Saved. Mails that wait already are still sent."))
    return redirect(url_for("notices.mail_page"), 303)


@blueprint.get("/mail/stop/<token>")
@public
def stop_page(token, form=None):
    person, topic = _named_by(token)
    stopped = topic.name in queries.unwanted(person.id)
    return render_template("notices/stop.html", address=person.email, topic=topic, stopped=stopped, token=token)


@blueprint.post("/mail/stop/<token>")
@public
@takes(MoveForm, page=stop_page)
def stop(form, token):
    person, topic = _named_by(token)
    actions.stop(person.id, topic.name, now=now())
    return redirect(url_for("notices.stop_page", token=token), 303)


@blueprint.get("/mail/stop/<token>/at-once")
@public
def stop_at_once_page(token):
    return redirect(url_for("notices.stop_page", token=token))


@blueprint.post("/mail/stop/<token>/at-once")
@public
def stop_at_once(token):
    person, topic = _named_by(token)
    actions.stop(person.id, topic.name, now=now())
    return "", 204


@blueprint.record
def let_mail_programs_in(state):
    # A mail program has no page to take a form's token from; the link itself is signed and can do this one thing.
    state.app.extensions["csrf"].exempt(stop_at_once)


def _named_by(token):
    """The person and the optional topic that a link of a mail names; 404 for any other."""
    words = signed_words("stop-mail", token) or abort(404)
    topic = queries.optional_topic(words[1]) or abort(404)
    return accounts.person(uuid.UUID(words[0])), topic
