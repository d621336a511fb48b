"""Taking figures and rows out over HTTP: choose, see how far it is, take the files, read who took what."""

from contextlib import suppress
from datetime import date
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

from marketplace.accounts.views.limits import limited, require_room
from marketplace.accounts.views.session import require_fresh_proof
from marketplace.db import db, transaction
from marketplace.outcomes.exports import actions, queries
from marketplace.outcomes.exports.forms import (
    KIND_LABELS,
    AuditForm,
    FiguresForm,
    FrozenForm,
    PeopleForm,
    ReleasedForm,
)
from marketplace.outcomes.reports import queries as reports
from marketplace.outcomes.snapshots import queries as snapshots
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to
from marketplace.web.forms import takes
from marketplace.web.paging import one_page

blueprint = Blueprint("exports", __name__, template_folder="templates")
ALONE = "default-src 'none'; sandbox"  # a browser that opens a file in spite of everything runs nothing


def _asked(kind):
    """An empty form, filled with what the address names: a link from a page of figures knows its scope."""
    cohorts = db.session.scalars(queries.cohorts_in_reach(me())).all()
    found = {}
    for name, read in (
        ("program_id", UUID),
        ("cohort_id", UUID),
        ("since", date.fromisoformat),
        ("until", date.fromisoformat),
        ("as_of", date.fromisoformat),
    ):
        with suppress(ValueError):
            found[name] = read(request.args.get(name.removesuffix("_id"), ""))
    return kind(cohorts=cohorts, **({"as_of": now().date()} | found))


def _figures_form():
    return _asked(FiguresForm)


def _people_form():
    return _asked(PeopleForm)


def _scope(form):
    """The cohorts of a form within reach, and what of its choice stays on record."""
    chosen = form.scope
    kept = {name: chosen[name] for name in ("program_id", "since", "until")}
    return queries.chosen(me(), **chosen), {} if chosen["cohort_id"] else kept


@blueprint.get("/exports")
@open_to(Side.STAFF)
def listing():
    found = one_page(queries.visible_to(me()))
    return render_template("exports/listing.html", listing=found, kinds=KIND_LABELS, everybody=me().all_programs)


@blueprint.get("/exports/figures/new")
@open_to(Side.STAFF)
def figures_page(form=None):
    return render_template("exports/figures.html", form=form or _figures_form())


@blueprint.post("/exports/figures/new")
@open_to(Side.STAFF)
@takes(_figures_form, page=figures_page)
def take_figures(form):
    require_room("export")
    cohorts, kept = _scope(form)
    kind, as_of = form.kind.data, form.as_of.data
    export = actions.take_figures(cohorts, kind=kind, as_of=as_of, actor=me(), now=now(), **kept)
    return redirect(url_for("exports.page", export_id=export.id))


@blueprint.get("/exports/people/new")
@open_to(Side.STAFF)
def people_page(form=None):
    return render_template("exports/people.html", form=form or _people_form())


@blueprint.post("/exports/people/new")
@open_to(Side.STAFF)
@takes(_people_form, page=people_page)
def take_people(form):
    require_fresh_proof()
    require_room("export")
    cohorts, kept = _scope(form)
    asked = {name: form[name].data for name in ("kind", "as_of", "with_names", "reason")}
    export = actions.take_people(cohorts, actor=me(), now=now(), **asked, **kept)
    return redirect(url_for("exports.page", export_id=export.id))


@blueprint.get("/released-figures/<uuid:release_id>/export")
@open_to(Side.FUNDER, Side.STAFF)
def released_page(release_id, form=None):
    release = load(reports.visible_to(me()), release_id)
    return render_template("exports/released.html", release=release, form=form or ReleasedForm())


@blueprint.post("/released-figures/<uuid:release_id>/export")
@open_to(Side.FUNDER, Side.STAFF)
@takes(lambda release_id: ReleasedForm(), page=released_page)
def take_released(form, release_id):
    require_room("export")
    release = load(reports.visible_to(me()), release_id)
    export = actions.take_released(release, kind=form.kind.data, actor=me(), now=now())
    return redirect(url_for("exports.page", export_id=export.id))


@blueprint.get("/frozen-versions/<uuid:version_id>/export")
@open_to(Side.STAFF)
def frozen_page(version_id, form=None):
    version = load(snapshots.versions(me()), version_id)
    return render_template("exports/frozen.html", version=version, form=form or FrozenForm())


@blueprint.post("/frozen-versions/<uuid:version_id>/export")
@open_to(Side.STAFF)
@takes(lambda version_id: FrozenForm(), page=frozen_page)
def take_frozen(form, version_id):
    require_room("export")
    version = load(snapshots.versions(me()), version_id)
    export = actions.take_frozen(version, kind=form.kind.data, actor=me(), now=now())
    return redirect(url_for("exports.page", export_id=export.id))


@blueprint.get("/audits/<uuid:audit_id>/evidence")
@open_to(Side.STAFF)
def audit_page(audit_id, form=None):
    audit = load(snapshots.audits(me()), audit_id)
    return render_template("exports/audit.html", audit=audit, form=form or AuditForm())


@blueprint.post("/audits/<uuid:audit_id>/evidence")
@open_to(Side.STAFF)
@takes(lambda audit_id: AuditForm(), page=audit_page)
def take_audit(form, audit_id):
    require_fresh_proof()
    require_room("export")
    audit = load(snapshots.audits(me()), audit_id)
    export = actions.take_audit(audit, actor=me(), now=now(), **form.values)
    return redirect(url_for("exports.page", export_id=export.id))


# ---- one export ------------------------------------------------------------------------------------------


@blueprint.get("/exports/<uuid:export_id>")
@open_to(Side.STAFF, Side.FUNDER)
def page(export_id):
    export = load(queries.with_cohorts(queries.visible_to(me())), export_id)
    takes_it = db.session.scalars(queries.own(me(), now=now()).where(type(export).id == export.id)).first()
    return render_template(
        "exports/page.html",
        export=export,
        kinds=KIND_LABELS,
        files=export.files if takes_it else [],
        own=export.membership_id == me().membership_id,
        staff=me().side is Side.STAFF,
    )


@blueprint.get("/exports/<uuid:export_id>/progress")
@open_to(Side.STAFF, Side.FUNDER)
def progress(export_id):
    """What the page asks for again and again while a file is made; when it is, the page is loaded anew."""
    export = load(queries.visible_to(me()), export_id)
    if request.args.get("seen", type=int) == export.progress.done and export.result is None:
        return "", 204
    answer = make_response(render_template("exports/_progress.html", export=export))
    if export.result is not None:
        answer.headers["HX-Refresh"] = "true"
    return answer


@blueprint.get("/exports/<uuid:export_id>/files/<int:number>")
@open_to(Side.STAFF, Side.FUNDER)
@limited("export")
def file(export_id, number):
    export = load(queries.own(me(), now=now()), export_id)
    found = next((one for one in export.files if one.number == number), None) or abort(404)
    _expect_proof(export)
    headers = {
        "Content-Disposition": f'attachment; filename="{found.name}"',
        "Content-Length": str(found.size),
        "Content-Security-Policy": ALONE,
        "Cache-Control": "no-store",
    }
    pieces = _pieces(current_app.app_context, export.id, number)
    return Response(pieces, content_type=found.media_type, headers=headers)


def _expect_proof(export):
    """Whoever takes people's rows has proven the password a moment ago."""
    if export.kind.holds_people:
        require_fresh_proof()


def _pieces(context, export_id, number):
    """A file piece by piece, each read by itself: no transaction waits for a slow reader."""
    position = 0
    while True:
        with context(), transaction(read_only=True):
            content = queries.piece(export_id, number, position)
        if content is None:
            return
        yield content
        position += 1
