"""What anybody may read of programs and cohorts, and what search engines are told of them."""

from xml.sax.saxutils import escape

from flask import Response, render_template, request

from marketplace.db import db
from marketplace.demand.programs.lifecycle import MODE_LABELS
from marketplace.demand.programs.queries import built_from, check
from marketplace.outbox.actions import link_to
from marketplace.sides import Side
from marketplace.supply.cohorts import queries
from marketplace.supply.cohorts.lifecycle import LIFECYCLE
from marketplace.supply.cohorts.models import Stage
from marketplace.supply.cohorts.queries import finding
from marketplace.supply.cohorts.views import blueprint
from marketplace.web.access import load, maybe_me, now, public
from marketplace.web.paging import one_page
from marketplace.web.site import site

RESTING = 50  # programs without an open cohort that the list names


@blueprint.get("/cohorts")
@public
def listing():
    actor = maybe_me()
    return _staff_listing(actor) if actor and actor.side is Side.STAFF else _public_listing()


def _public_listing():
    return render_template(
        "cohorts/public_listing.html",
        listing=one_page(queries.recruiting(now()), size=20),
        resting=db.session.scalars(finding.not_open_now(now()).limit(RESTING)).all(),
        whole_address=link_to("cohorts.listing"),
    )


def _staff_listing(actor):
    stage = request.args.get("stage", type=Stage)
    return render_template(
        "cohorts/listing.html", listing=one_page(queries.at_stage(actor, stage)), stage=stage, lifecycle=LIFECYCLE
    )


@blueprint.get("/programs/<uuid:program_id>/about")
@public
def program_page(program_id):
    program = load(finding.found_programs(), program_id)
    runs, modules = finding.runs_of(program.id, now()), finding.taught_now(program)
    address = link_to("cohorts.program_page", program_id=program.id)
    return render_template(
        "cohorts/program_page.html",
        program=program,
        runs=runs,
        modules=modules,
        ways=finding.ways_taught(modules),
        mode=finding.course_mode(modules),
        modes=MODE_LABELS,
        rules=check(finding.rules_to_check(program.id), {}).conditions,
        helps=finding.supports_of(program.id),
        hiring=finding.hiring_count(program),
        partners=finding.named_partners(program.id),
        lifecycle=LIFECYCLE,
        whole_address=address,
        description=finding.in_a_line(program.summary or program.headline),
        course=finding.course(program, _addressed(runs.open), modules, address, site().name),
    )


@blueprint.get("/cohorts/<uuid:cohort_id>")
@public
def public_page(cohort_id):
    cohort = load(queries.published(), cohort_id)
    program = cohort.program
    about = link_to("cohorts.program_page", program_id=program.id)
    return render_template(
        "cohorts/public_page.html",
        cohort=cohort,
        why_closed=queries.why_closed(cohort, now()),
        lifecycle=LIFECYCLE,
        commitments=queries.commitments(cohort),
        built_from=built_from(program, cohort.modules),
        rules=check(finding.rules_to_check(program.id), {}).conditions,
        helps=finding.supports_of(program.id),
        ways=finding.ways_taught(cohort.modules),
        modes=MODE_LABELS,
        actor=maybe_me(),
        whole_address=link_to("cohorts.public_page", cohort_id=cohort.id),
        description=finding.in_a_line(program.summary or program.headline),
        course=finding.course(program, _addressed([cohort]), cohort.modules, about, site().name),
    )


def _addressed(cohorts):
    return [(cohort, link_to("cohorts.public_page", cohort_id=cohort.id)) for cohort in cohorts]


# ---- search engines ----------------------------------------------------------------------------------


@blueprint.get("/robots.txt")
@public
def robots():
    # Every page says of itself whether it may be found, so a machine has to be let in to read that.
    return Response(f"User-agent: *\nDisallow:\n\nSitemap: {link_to('cohorts.sitemap')}\n", mimetype="text/plain")


@blueprint.get("/sitemap.xml")
@public
def sitemap():
    programs, cohorts = finding.everything_found(now())
    addresses = [
        link_to("home.index"),
        link_to("cohorts.listing"),
        *(link_to("cohorts.program_page", program_id=program_id) for program_id in programs),
        *(link_to("cohorts.public_page", cohort_id=cohort_id) for cohort_id in cohorts),
    ]
    lines = "\n".join(f"<url><loc>{escape(address)}</loc></url>" for address in addresses)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return Response(f"{head}\n{lines}\n</urlset>\n", mimetype="application/xml")
