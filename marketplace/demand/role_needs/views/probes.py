"""Taking over what was found behind a stated requirement."""

from flask import flash, redirect, render_template, url_for
from flask_babel import ngettext

from marketplace.db import db
from marketplace.demand.discovery import queries as discovery
from marketplace.demand.role_needs import actions, queries
from marketplace.demand.role_needs.forms.probes import TakeProbeForm
from marketplace.demand.role_needs.models import Stage
from marketplace.demand.role_needs.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes


def take_probe_form(probe_id):
    probe = load(discovery.probes_visible_to(me()), probe_id)
    drafts = queries.search(me(), stage=Stage.DRAFT, employer_id=probe.employer_id)
    return TakeProbeForm(drafts=db.session.scalars(drafts))


@blueprint.get("/discovery/probes/<uuid:probe_id>/role-needs")
@open_to(Side.STAFF)
def take_probe_page(probe_id, form=None):
    probe = load(discovery.probes_visible_to(me()), probe_id)
    return render_template(
        "role_needs/take_probe.html",
        probe=probe,
        form=form or take_probe_form(probe_id),
        kind=actions.kind_from(probe.finding) if probe.finding else None,
        kinds=queries.KIND_MEANINGS,
    )


@blueprint.post("/discovery/probes/<uuid:probe_id>/role-needs")
@open_to(Side.STAFF)
@takes(take_probe_form, page=take_probe_page)
def take_probe(form, probe_id):
    probe = load(discovery.probes_visible_to(me()), probe_id)
    role_need = load(queries.visible_to(me()), form.role_need_id.data)
    added = actions.take_from_probe(role_need, probe, actor=me(), now=now())
    flash(ngettext("One requirement more.", "%(num)s requirements more.", added), "good")
    return redirect(url_for("role_needs.page", role_need_id=role_need.id, _anchor="requirements"))
