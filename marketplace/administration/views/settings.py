"""Settings of the whole site."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.models import Deed
from marketplace.accounts.queries import smallest_set
from marketplace.accounts.views.session import require_fresh_proof
from marketplace.administration.actions.settings import change_settings, set_smallest_group
from marketplace.administration.forms import SettingsForm, SmallestGroupForm
from marketplace.administration.queries import deeds
from marketplace.administration.queries.settings import settings as stored
from marketplace.administration.views import blueprint
from marketplace.sides import Side
from marketplace.suppression import SMALLEST
from marketplace.web.access import me, now, open_to
from marketplace.web.formats import ZONES
from marketplace.web.forms import takes
from marketplace.web.site import Site, forget, site


@blueprint.get("/settings")
@open_to(Side.ADMIN)
def settings(form=None, smallest=None):
    row = stored()
    last = smallest_set()
    people = last.people if last else SMALLEST
    return render_template(
        "administration/settings.html",
        form=form or SettingsForm(**_now_set(), version=row.version if row else ""),
        smallest_form=smallest or SmallestGroupForm(people=people, version=last.number if last else 0),
        smallest=people,
        least=SMALLEST,
        zones=ZONES,
        deeds=deeds.done_with(Deed.SETTINGS_CHANGED),
    )


@blueprint.post("/settings")
@open_to(Side.ADMIN)
@takes(SettingsForm, page=settings)
def set_settings(form):
    require_fresh_proof()
    change_settings(version=form.version.data, before=_now_set(), actor=me(), now=now(), **form.values)
    forget()
    flash(_("The settings hold from this page on."))
    return redirect(url_for("administration.settings"), 303)


@blueprint.post("/settings/smallest-group")
@open_to(Side.ADMIN)
@takes(SmallestGroupForm, page=lambda form: settings(smallest=form))
def set_smallest(form):
    require_fresh_proof()
    set_smallest_group(number=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("It holds for everything that is told from now on. What was told before stays as it was."))
    return redirect(url_for("administration.settings"), 303)


def _now_set():
    found = site()
    return {"site_name": found.name, "time_zone": found.time_zone, "sender_name": found.sender_name}


def stored_site() -> Site | None:
    """What was set, as every page reads it; None when nobody has set anything."""
    row = stored()
    return Site(row.site_name, row.time_zone, row.sender_name) if row else None
