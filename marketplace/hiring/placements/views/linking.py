"""A mailed link: two answers, once, without an account. To whoever holds none that is good it shows nothing."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.views.session import keep_private, link_over
from marketplace.db import bookkeep
from marketplace.hiring.matches import queries as matches
from marketplace.hiring.placements import actions, queries
from marketplace.hiring.placements.forms import OWN_FOUND, SayForm
from marketplace.hiring.placements.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import now, public
from marketplace.web.forms import takes


@blueprint.get("/asked/<secret>")
@public
def link_page(secret, form=None):
    keep_private()
    link = queries.behind(secret, now())
    if link is None:
        return link_over(again=url_for("accounts.sign_in_page"), again_label=_("Sign in"))
    named = _names(link)
    link = queries.behind(secret, now())  # again: noting down ended the read before
    return render_template(
        "placements/link.html", link=link, secret=secret, named=named, own_found=OWN_FOUND, called=queries.called
    )


def _names(link):
    """Whether the page names the person: to the employer under consent, and noted down first."""
    place, about = link.membership, link.placement
    if place.side is not Side.EMPLOYER or about.referral is None:
        return False
    if about.referral.stage not in matches.KNOWS_THE_PERSON:
        return False
    shown: list[UUID] = []
    one = queries.Named(about.id, about.jobseeker_id, about.employer_id)
    bookkeep(lambda: shown.extend(actions.show_names([one], actor=place.actor(), now=now())))
    return bool(shown)


@blueprint.post("/asked/<secret>")
@public
@takes(lambda secret: SayForm(), page=link_page)
def say_by_link(form, secret):
    actions.say_by_link(secret, answer=form.answer.data, now=now())
    return redirect(url_for("placements.said_page"), 303)


@blueprint.get("/answered")
@public
def said_page():
    return render_template("placements/said.html")
