"""Dashboards over HTTP: figures by program, cohort, employer, pool, province and period, and the people behind them."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.accounts.queries import smallest_group
from marketplace.competencies.models import Competency
from marketplace.db import db
from marketplace.outcomes.dashboards import actions, forms, queries
from marketplace.outcomes.measures.queries import words
from marketplace.outcomes.measures.queries.definitions import definitions
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.reports import queries as reports
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import MoveForm, takes
from marketplace.web.paging import one_page, page_of

blueprint = Blueprint("dashboards", __name__, template_folder="templates")


def _asked():
    """The filter of the address as far as it is there, what can be chosen, and a sentence for each fault."""
    asked, faults = forms.wanted(request.args)
    choices = queries.choices(asked, me())
    wanted, gone = queries.checked(asked, choices)
    return wanted, choices, faults + gone


@blueprint.get("/outcomes/competencies")
@open_to(Side.STAFF)
def competencies():
    wanted, choices, faults = _asked()
    if wanted.pool:
        wanted, faults = wanted.without("pool"), [*faults, _("Levels are not counted by pool; it was left out.")]
    many = queries.cohort_count(wanted, me())
    return render_template(
        "dashboards/competencies.html",
        choices=choices,
        wanted=wanted,
        arguments=wanted.arguments,
        faults=faults,
        cohorts=many,
        demand=queries.demand(wanted, me(), now=now()),
        as_of=now().date(),
        levels=queries.levels(wanted, me()) if many <= queries.MANY_COHORTS else None,
    )


@blueprint.get("/outcomes/learned/<any(before, last, one_sided, graduates, unseen, not_graduated, showed):part>")
@open_to(Side.STAFF)
def learned(part):
    wanted, _choices, faults = _asked()
    wanted = wanted.without("pool")
    asked = forms.learned(request.args)
    rows = queries.learned(wanted, me(), part, **asked)
    shown = queries.without_veiled(rows, me())
    listing = one_page(shown)
    return render_template(
        "dashboards/learned.html",
        part=part,
        asked=asked,
        arguments=wanted.arguments,
        faults=faults,
        total=queries.number_of(rows),
        listing=listing,
        competency=db.session.get(Competency, asked["competency"]) if asked["competency"] else None,
    )


@blueprint.get("/outcomes/partners")
@open_to(Side.STAFF)
def partners():
    wanted, choices, faults = _asked()
    if wanted.dimension != ("all", ""):
        wanted = wanted.without("employer", "pool", "province")
        faults = [*faults, _("Partners and applications are counted by program, cohort and period only.")]
    return render_template(
        "dashboards/partners.html",
        wanted=wanted,
        choices=choices,
        arguments=wanted.arguments,
        faults=faults,
        market=queries.market_of(wanted, me(), definitions()),
        openings=queries.openings(wanted, me(), definitions(), now=now()),
    )


@blueprint.get("/outcomes/reach")
@open_to(Side.STAFF)
def groups():
    wanted, choices, faults = _asked()
    definition = definitions()[Key.IMPACT_RATIO]
    return render_template(
        "dashboards/groups.html",
        choices=choices,
        arguments={"program": str(wanted.program)} if wanted.program else {},
        faults=faults,
        groups=queries.groups_in(wanted.program, me(), definition, as_of=now().date()),
        meaning=words.meaning(definition),
        window=words.window(definition),
        floor=words.floor(definition),
        smallest=max(definition.settings.smallest, smallest_group()),
    )


@blueprint.get("/outcomes")
@open_to(Side.STAFF)
def page():
    wanted, choices, faults = _asked()
    return render_template(
        "dashboards/page.html",
        wanted=wanted,
        choices=choices,
        arguments=wanted.arguments,
        faults=faults,
        many_cohorts=queries.MANY_COHORTS,
        **queries.dashboard(wanted, me(), definitions(), now=now()),
    )


@blueprint.get("/outcomes/cohorts/<uuid:cohort_id>/both-sides")
@open_to(Side.STAFF)
def both_sides(cohort_id):
    row = load(reports.cohorts(me()), cohort_id)
    wanted = queries.Wanted(cohort=row.id)
    html = render_template(
        "dashboards/_both_sides_of.html" if request.headers.get("HX-Request") else "dashboards/both_sides.html",
        cohort=row,
        wanted=wanted,
        arguments=wanted.arguments,
        **queries.both_sides_of(wanted, me(), definitions(), now=now()),
    )
    return html, {"Vary": "HX-Request"}


@blueprint.post("/outcomes/count")
@open_to(Side.STAFF)
@takes(MoveForm)
def count_again(form):
    wanted, _choices, _faults = _asked()
    actions.count_again(wanted, actor=me(), now=now())
    flash(_("It is being counted; it takes a moment. Then look at the page again."))
    return redirect(url_for("dashboards.page", **wanted.arguments))


@blueprint.get("/outcomes/people/<key>/<any(yes, no, unknown, excluded, base):part>")
@open_to(Side.STAFF)
def people(key, part):
    wanted, _choices, faults = _asked()
    figure = queries.figure_of(key) or abort(404)
    if wanted.pool:
        abort(404)
    because = queries.reason_of_address(request.args.get("because", ""))
    rows = queries.behind(wanted, me(), figure, part, because)
    total = queries.how_many(wanted, me(), figure, part, because)
    listing = one_page(rows, total=total, ids=rows.with_only_columns(queries.WHO))
    definition = definitions()[figure]
    return render_template(
        "dashboards/people.html",
        key=key,
        part=part,
        arguments=wanted.arguments,
        faults=faults,
        because=because,
        reason=queries.reason_in_words(because),
        title=words.title(figure),
        meaning=words.meaning(definition),
        listing=listing,
        people=queries.named(listing.rows, figure),
    )


@blueprint.get("/outcomes/lines/<key>/<any(yes, no, unknown, excluded, base):part>")
@open_to(Side.STAFF)
def lines(key, part):
    wanted, _choices, faults = _asked()
    narrowed = queries.not_narrowed_by(key)
    if wanted != wanted.without(*narrowed):
        wanted, faults = wanted.without(*narrowed), [*faults, _("What this is not counted by was left out.")]
    asked = forms.asked(key, part, request.args) or abort(404)
    many = queries.too_many(asked, wanted, me())
    found = [] if many else queries.lines_behind(asked, wanted, me(), definitions(), now=now())
    rows, veiled = queries.told_apart(found, asked.kind, wanted, me())
    listing = page_of(rows)
    return render_template(
        "dashboards/lines.html",
        asked=asked,
        arguments=wanted.arguments,
        faults=faults,
        total=sum(line.number for line in found),
        veiled=veiled,
        many=many,
        way=queries.step_words(asked.step) if asked.step else "",
        figure=definitions()[Key(key)] if key != queries.PLACES else None,
        words=words,
        listing=listing,
        lines=queries.with_names(listing.rows, asked.kind, me()),
    )
