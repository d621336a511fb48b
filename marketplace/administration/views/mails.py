"""Mails: what each of them says, on a real row; said in other words; sent to oneself."""

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.models import Deed
from marketplace.administration.actions import mails as actions
from marketplace.administration.forms import MailForm, OurWordsForm
from marketplace.administration.queries import deeds
from marketplace.administration.queries import mails as queries
from marketplace.administration.views import blueprint
from marketplace.outbox.mails import MAILS, topics
from marketplace.sides import Side
from marketplace.web.access import me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.headers import POLICY

# A mail's page carries its own styles, as mails do; nothing else of it is let in, and it opens nothing.
ONLY_ITS_STYLES = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)


@blueprint.get("/mails")
@open_to(Side.ADMIN)
def mails():
    return render_template(
        "administration/mails.html",
        mails=[mail for topic in topics() for mail in MAILS.values() if mail.topic == topic],
        changed=queries.changed(),
    )


@blueprint.get("/mails/<template>")
@open_to(Side.ADMIN)
def mail(template):
    page = render_template(
        "administration/mail.html",
        shown=queries.shown(_known(template), me(), now()),
        deeds=deeds.done_with(Deed.MAIL_CHANGED, Deed.MAIL_RESET, about=template),
    )
    return Response(page, headers={"Content-Security-Policy": f"{POLICY}; frame-src 'self'"})


@blueprint.get("/mails/<template>/page")
@open_to(Side.ADMIN)
def mail_in_html(template):
    written = queries.shown(_known(template), me(), now()).written or abort(404)
    return Response(written.html, headers={"Content-Security-Policy": ONLY_ITS_STYLES}, mimetype="text/html")


@blueprint.get("/mails/<template>/words")
@open_to(Side.ADMIN)
def words_page(template, form=None):
    shown = queries.shown(_known(template), me(), now())
    own = shown.own if shown.wording and shown.wording.changeable else abort(404)
    subject, paragraphs = (own.subject, own.paragraphs) if own else queries.ours(template)
    empty = MailForm(formdata=None, subject=subject, paragraphs=paragraphs, version=own.version if own else "")
    return render_template("administration/words.html", shown=shown, form=form or empty)


@blueprint.post("/mails/<template>/words")
@open_to(Side.ADMIN)
@takes(MailForm, page=words_page)
def change_words(form, template):
    actions.change_words(_known(template), version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("Mails that are written from now on have these words."))
    return redirect(url_for("administration.mail", template=template), 303)


@blueprint.post("/mails/<template>/ours")
@open_to(Side.ADMIN)
@takes(OurWordsForm)
def take_our_words(form, template):
    actions.take_our_words(_known(template), version=form.version.data, actor=me(), now=now())
    flash(_("The mail has our words again. Yours stay in the history."))
    return redirect(url_for("administration.mail", template=template), 303)


@blueprint.post("/mails/<template>/sample")
@open_to(Side.ADMIN)
@takes(MoveForm)
def send_sample(form, template):
    to = actions.send_sample(_known(template), actor=me(), now=now())
    flash(_("A sample is on its way to %(email)s. Its links open nothing.", email=to))
    return redirect(url_for("administration.mail", template=template), 303)


def _known(template):
    return template if template in MAILS else abort(404)
