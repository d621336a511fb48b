"""The definitions of all figures over HTTP: what each counts now, every version with its reason, and a new one."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.outcomes.measures import actions
from marketplace.outcomes.measures.forms import form_of
from marketplace.outcomes.measures.queries import definitions as known
from marketplace.outcomes.measures.queries import words
from marketplace.sides import Side
from marketplace.web.access import me, now, open_to
from marketplace.web.forms import takes

blueprint = Blueprint("measures", __name__, template_folder="templates")


@blueprint.get("/outcomes/definitions")
@open_to(Side.STAFF)
def definitions():
    return render_template(
        "measures/definitions.html",
        definitions=list(known.definitions().values()),
        changes=known.changes(),
        words=words,
        leads=me().all_programs,
    )


def _form(key):
    return form_of(known.to_change(key, me()) or abort(404))


@blueprint.get("/outcomes/definitions/<key>")
@open_to(Side.STAFF)
def change_page(key, form=None):
    definition = known.to_change(key, me()) or abort(404)
    return render_template(
        "measures/change.html",
        definition=definition,
        form=form or form_of(definition),
        changes=[one for one in known.changes() if one[0].key is definition.key],
        words=words,
    )


@blueprint.post("/outcomes/definitions/<key>")
@open_to(Side.STAFF)
@takes(_form, page=change_page)
def change(form, key):
    definition = known.to_change(key, me()) or abort(404)
    actions.redefine(
        definition.key,
        form.settings,
        number=known.number_in(form.version.data),
        why=form.why.data,
        actor=me(),
        now=now(),
    )
    flash(_("Counted by the new definition from now on. The next figures appear when everything was counted anew."))
    return redirect(url_for("measures.definitions", _anchor=key))
