"""An employer leaves, over HTTP: what runs, what is to be done with it, and doing it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.demand.consortium.lifecycle import LIFECYCLE as PARTNERS
from marketplace.demand.discovery.lifecycle import LIFECYCLE as SESSIONS
from marketplace.demand.employers import queries as employers
from marketplace.demand.role_needs.lifecycle import LIFECYCLE as ROLES
from marketplace.hiring.departures import actions, queries
from marketplace.hiring.departures.forms import LeaveForm
from marketplace.hiring.interviews.lifecycle import LIFECYCLE as INTERVIEWS
from marketplace.hiring.matches.lifecycle import LIFECYCLE as REFERRALS
from marketplace.hiring.offers.lifecycle import LIFECYCLE as OFFERS
from marketplace.hiring.placements.lifecycle import LIFECYCLE as PLACEMENTS
from marketplace.sides import Side
from marketplace.supply.cohorts.lifecycle import DELIVERY
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes

blueprint = Blueprint("departures", __name__, template_folder="templates")
STAGES = {
    "sessions": SESSIONS,
    "roles": ROLES,
    "referrals": REFERRALS,
    "interviews": INTERVIEWS,
    "offers": OFFERS,
    "deliveries": DELIVERY,
    "partners": PARTNERS,
    "placements": PLACEMENTS,
}


@blueprint.get("/employers/<uuid:employer_id>/leave")
@open_to(Side.STAFF)
def page(employer_id, form=None):
    employer = load(employers.visible_to(me()), employer_id)
    found = queries.running(employer.id, now())
    form = form or LeaveForm(employer_id=employer.id)
    form.seen.data = found.fingerprint
    return render_template(
        "departures/page.html",
        employer=employer,
        found=found,
        unseen=queries.out_of_reach(found, me()),
        alone=queries.left_with_nobody(found),
        form=form,
        stages=STAGES,
    )


@blueprint.post("/employers/<uuid:employer_id>/leave")
@open_to(Side.STAFF)
@takes(LeaveForm, page=page)
def leave(form, employer_id):
    employer = load(employers.visible_to(me()), employer_id)
    left = actions.leave(
        employer,
        form.choices,
        seen=form.seen.data,
        reason=form.reason.data,
        note=form.note.data,
        actor=me(),
        now=now(),
    )
    flash(_told(employer, left))
    return redirect(url_for("employers.page", employer_id=employer_id))


def _told(employer, left):
    parts = [_("The work with %(employer)s is ended.", employer=employer.name)]
    if left.told:
        parts.append(
            ngettext(
                "%(num)s person gets a letter about their talks.",
                "%(num)s people get a letter about their talks.",
                len(left.told),
            )
        )
    if left.put_forward:
        parts.append(
            ngettext(
                "%(num)s person is on the shortlist of the other role.",
                "%(num)s people are on the shortlist of the other role.",
                left.put_forward,
            )
        )
    if left.goes_on:
        parts.append(ngettext("%(num)s thing goes on to its end.", "%(num)s things go on to their end.", left.goes_on))
    return " ".join(parts)
