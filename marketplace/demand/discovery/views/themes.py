"""The theme board: what several employers speak of, its quotes, and whether new themes still turn up."""

from datetime import timedelta

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from marketplace.db import db
from marketplace.demand.discovery import actions, queries
from marketplace.demand.discovery.forms import MergeForm, SplitForm, ThemeNameForm
from marketplace.demand.discovery.models import InsightKind
from marketplace.demand.discovery.views import blueprint
from marketplace.demand.employers import queries as employers
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import asked, one_page, page_of

PERIODS = {
    "": lazy_gettext("All conversations"),
    "90": lazy_gettext("The last 90 days"),
    "365": lazy_gettext("The last 12 months"),
}
MOST = 200  # quotes to choose from when a theme is split


def _choice():
    days = request.args.get("period", type=int) if request.args.get("period") in PERIODS else None
    return queries.Choice(
        region=asked("region"),
        sector=asked("sector"),
        kind=request.args.get("kind", type=InsightKind),
        since=now() - timedelta(days=days) if days else None,
    )


def _chosen():
    """What the address is narrowed to, for its links and its form."""
    told = {name: asked(name) for name in ("region", "sector", "kind", "period")}
    return {name: words for name, words in told.items() if words}


def _filters():
    return {
        "chosen": _chosen(),
        "regions": [(region, region) for region in queries.regions(me())],
        "sectors": [(sector, sector) for sector in employers.sectors(me())],
        "kinds": queries.KIND_LABELS,
        "periods": PERIODS,
    }


@blueprint.get("/discovery/themes")
@open_to(Side.STAFF)
def themes():
    counted = page_of(queries.board(me(), _choice()))
    return render_template(
        "discovery/themes/board.html",
        board=queries.board_rows(me(), counted.rows),
        listing=counted,
        **_filters(),
    )


@blueprint.get("/discovery/themes/suggest")
@open_to(Side.STAFF)
def suggest_theme():
    found = queries.suggest_themes(me(), asked("q"))
    return jsonify([{"id": str(theme.id), "label": theme.name} for theme in found])


@blueprint.get("/discovery/saturation")
@open_to(Side.STAFF)
def saturation():
    return render_template(
        "discovery/themes/saturation.html",
        found=queries.saturation(me(), _choice()),
        **_filters(),
    )


@blueprint.get("/discovery/themes/<uuid:theme_id>")
@open_to(Side.STAFF)
def theme(theme_id):
    theme = load(queries.themes_visible_to(me()), theme_id)
    quotes = one_page(queries.quotes_under(theme, me()).where(_choice().holds()))
    return render_template(
        "discovery/themes/theme.html",
        theme=theme,
        quotes=quotes,
        employers_count=queries.employers_under(theme, me(), _choice()),
        merged=queries.merged_into(theme),
        changes=queries.changes_of(theme),
        **_filters(),
    )


def merge_form(theme_id):
    return MergeForm(themes=[row for row in db.session.scalars(queries.choosable(me())) if row.id != theme_id])


@blueprint.get("/discovery/themes/<uuid:theme_id>/merge")
@open_to(Side.STAFF)
def merge_page(theme_id, form=None):
    theme = load(queries.themes_visible_to(me()), theme_id)
    return render_template("discovery/themes/merge.html", theme=theme, form=form or merge_form(theme_id))


@blueprint.post("/discovery/themes/<uuid:theme_id>/merge")
@open_to(Side.STAFF)
@takes(merge_form, page=merge_page)
def merge(form, theme_id):
    theme = load(queries.themes_visible_to(me()), theme_id)
    into = load(queries.themes_visible_to(me()), form.other_id.data)
    actions.merge_themes(theme, into=into, actor=me(), now=now())
    flash(_("The quotes of “%(name)s” are found here now.", name=theme.name))
    return redirect(url_for("discovery.theme", theme_id=into.id))


@blueprint.post("/discovery/themes/<uuid:theme_id>/part")
@open_to(Side.STAFF)
@takes(MoveForm)
def part(form, theme_id):
    theme = load(queries.themes_visible_to(me()), theme_id)
    actions.part_theme(theme, actor=me(), now=now())
    flash(_("“%(name)s” stands by itself again, with its quotes.", name=theme.name))
    return redirect(url_for("discovery.theme", theme_id=theme_id))


def split_form(theme_id):
    theme = load(queries.themes_visible_to(me()), theme_id)
    return SplitForm(insights=db.session.scalars(queries.quotes_under(theme, me()).limit(MOST)).unique())


@blueprint.get("/discovery/themes/<uuid:theme_id>/split")
@open_to(Side.STAFF)
def split_page(theme_id, form=None):
    theme = load(queries.themes_visible_to(me()), theme_id)
    return render_template("discovery/themes/split.html", theme=theme, form=form or split_form(theme_id))


@blueprint.post("/discovery/themes/<uuid:theme_id>/split")
@open_to(Side.STAFF)
@takes(split_form, page=split_page)
def split(form, theme_id):
    theme = load(queries.themes_visible_to(me()), theme_id)
    other = actions.split_theme(theme, actor=me(), now=now(), **form.values)
    flash(_("The chosen quotes are found under “%(name)s” now.", name=other.name))
    return redirect(url_for("discovery.theme", theme_id=other.id))


@blueprint.get("/discovery/themes/<uuid:theme_id>/rename")
@open_to(Side.STAFF)
def rename_page(theme_id, form=None):
    theme = load(queries.themes_visible_to(me()), theme_id)
    return render_template("discovery/themes/rename.html", theme=theme, form=form or ThemeNameForm(obj=theme))


@blueprint.post("/discovery/themes/<uuid:theme_id>/rename")
@open_to(Side.STAFF)
@takes(lambda theme_id: ThemeNameForm(), page=rename_page)
def rename(form, theme_id):
    theme = load(queries.themes_visible_to(me()), theme_id)
    actions.rename_theme(theme, version=form.version.data, actor=me(), now=now(), **form.values)
    flash(_("The theme is called “%(name)s” now.", name=theme.name))
    return redirect(url_for("discovery.theme", theme_id=theme_id))
