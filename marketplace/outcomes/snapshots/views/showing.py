"""Frozen reports over HTTP: a version, the people behind its numbers, and what is behind each of them."""

from flask import abort, render_template

from marketplace.hiring.placements.forms import EVIDENCE, PAPERS
from marketplace.hiring.placements.lifecycle import CHECKS
from marketplace.hiring.placements.lifecycle import LIFECYCLE as PLACEMENTS
from marketplace.hiring.placements.queries import called, opens
from marketplace.outcomes.measures.queries.keys import Key
from marketplace.outcomes.measures.queries.words import title
from marketplace.outcomes.snapshots import queries
from marketplace.outcomes.snapshots.queries.wording import move_words, said_words, shown
from marketplace.outcomes.snapshots.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, open_to
from marketplace.web.paging import asked, one_page


@blueprint.get("/frozen-versions/<uuid:version_id>")
@open_to(Side.STAFF)
def version(version_id):
    row = load(queries.versions(me()), version_id)
    newest = queries.newest(row.report_id)
    return render_template("snapshots/version.html", version=row, report=row.report, newest=newest, figures=shown(row))


@blueprint.get("/frozen-versions/<uuid:version_id>/digest")
@open_to(Side.STAFF)
def digest(version_id):
    row = load(queries.versions(me()), version_id)
    return render_template("snapshots/digest.html", version=row, again=queries.digest_today(row))


@blueprint.get("/frozen-versions/<uuid:version_id>/people/<key>/<part>")
@open_to(Side.STAFF)
def people(version_id, key, part):
    row = load(queries.versions(me()), version_id)
    if key not in row.report.keys or part not in queries.ALL_PARTS:
        abort(404)
    because = asked("because")
    rows = queries.people_behind(me(), row, key, part, because)
    return render_template(
        "snapshots/people.html",
        version=row,
        key=key,
        part=part,
        because=because,
        title=title(Key(key)),
        listing=one_page(rows),
        said=said_words,
    )


@blueprint.get("/frozen-people/<uuid:person_id>")
@open_to(Side.STAFF)
def person(person_id):
    """What a version says of one person, and what it rests on: work, papers, checks, and the chain of each match."""
    row = load(queries.people(me()), person_id)
    version = queries.version_of(row) or abort(404)
    return render_template(
        "snapshots/person.html",
        frozen=row,
        version=version,
        said=[(title(Key(key)), said_words(one)) for key, one in row.verdicts.items()],
        work=queries.work_behind(row, me()),
        papers=queries.papers_behind(row),
        kinds=dict(PAPERS),
        levels=dict(EVIDENCE),
        checks=CHECKS,
        placements=PLACEMENTS,
        called=called,
        opens=opens,
    )


@blueprint.get("/frozen-versions/<uuid:version_id>/difference")
@open_to(Side.STAFF)
def difference(version_id):
    row = load(queries.versions(me()), version_id)
    if row.number == 1:
        abort(404)
    return render_template(
        "snapshots/difference.html",
        version=row,
        report=row.report,
        listing=one_page(queries.restated(row)),
        title=lambda key: title(Key(key)),
        moves=move_words,
    )
