"""Organisations: found by any name they had, renamed, and merged when two of them are one."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.accounts import queries as accounts
from marketplace.accounts.views.session import require_fresh_proof
from marketplace.administration.actions.merging import merge as merge_two
from marketplace.administration.actions.merging import why_not_merge
from marketplace.administration.actions.names import rename as rename_one
from marketplace.administration.forms import MergeForm, RenameForm
from marketplace.administration.queries import deeds, holdings
from marketplace.administration.queries import organisations as queries
from marketplace.administration.views import blueprint
from marketplace.db import db
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes
from marketplace.web.paging import asked, one_page


@blueprint.get("/organisations")
@open_to(Side.ADMIN)
def organisations():
    words, kind = asked("q"), asked("kind")
    listing = one_page(queries.organisations(words, kind), size=25)
    return render_template(
        "administration/organisations.html",
        listing=listing,
        words=words,
        kind=kind,
        kinds=queries.KIND_WORDS,
        beside=queries.beside(listing.rows),
    )


@blueprint.get("/organisations/<uuid:organisation_id>")
@open_to(Side.ADMIN)
def organisation(organisation_id, form=None):
    found = load(queries.everyone(), organisation_id)
    merged = queries.merged_into(found.id)
    merger = queries.merger_of(found.id)
    return render_template(
        "administration/organisation.html",
        organisation=found,
        kinds=queries.KIND_WORDS,
        roles=queries.ROLE_WORDS,
        merger=merger,
        into=load(queries.everyone(), merger.into_id) if merger else None,
        merged=merged,
        form=form or RenameForm(formdata=None, name=found.name),
        members=db.session.scalars(accounts.members_of(found.id).limit(100)).all(),
        former_names=queries.former_names(found),
        holds=holdings.in_words(holdings.held(found.id)),
        deeds=deeds.done_to_organisation([found.id, *(row.id for row in merged)]),
    )


@blueprint.post("/organisations/<uuid:organisation_id>/name")
@open_to(Side.ADMIN)
@takes(RenameForm, page=organisation)
def rename(form, organisation_id):
    rename_one(load(queries.organisations(), organisation_id), actor=me(), now=now(), **form.values)
    flash(_("The name is changed. People find it under the old one too."))
    return redirect(url_for("administration.organisation", organisation_id=organisation_id), 303)


@blueprint.get("/organisations/<uuid:organisation_id>/merge")
@open_to(Side.ADMIN)
def choose_other(organisation_id):
    found = load(queries.organisations(), organisation_id)
    words = asked("q")
    listing = one_page(queries.others_like(found, words), size=25)
    return render_template(
        "administration/choose_other.html",
        organisation=found,
        listing=listing,
        words=words,
        beside=queries.beside(listing.rows),
    )


@blueprint.get("/organisations/<uuid:organisation_id>/merge/<uuid:other_id>")
@open_to(Side.ADMIN)
def compare(organisation_id, other_id):
    two = [load(queries.organisations(), row_id) for row_id in (organisation_id, other_id)]
    return render_template(
        "administration/compare.html",
        two=two,
        beside=queries.beside(two),
        holds=holdings.side_by_side(*(holdings.held(row.id) for row in two)),
        why_not=[why_not_merge(two[0], two[1]), why_not_merge(two[1], two[0])],
    )


@blueprint.get("/organisations/<uuid:organisation_id>/take-in/<uuid:other_id>")
@open_to(Side.ADMIN)
def merge_page(organisation_id, other_id, form=None):
    stays, goes = (load(queries.organisations(), row_id) for row_id in (organisation_id, other_id))
    return render_template(
        "administration/merge.html",
        stays=stays,
        goes=goes,
        form=form or MergeForm(),
        holds=holdings.in_words(holdings.held(goes.id)),
        members=queries.members(goes.id),
        why_not=why_not_merge(stays, goes),
    )


@blueprint.post("/organisations/<uuid:organisation_id>/take-in/<uuid:other_id>")
@open_to(Side.ADMIN)
@takes(MergeForm, page=merge_page)
def merge(form, organisation_id, other_id):
    require_fresh_proof()
    stays, goes = (load(queries.organisations(), row_id) for row_id in (organisation_id, other_id))
    name = goes.name
    moved = sum(merge_two(stays, goes, actor=me(), now=now(), **form.values).values())
    what = ngettext("%(num)s row moved.", "%(num)s rows moved.", moved)
    flash(_("“%(name)s” is part of this organisation now. %(what)s", name=name, what=what))
    return redirect(url_for("administration.organisation", organisation_id=organisation_id), 303)
