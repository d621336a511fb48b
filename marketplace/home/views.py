"""The first page of each side, and what the software is for those who are not signed in."""

from flask import Blueprint, abort, current_app, redirect, render_template, url_for
from prometheus_client import CONTENT_TYPE_LATEST

from marketplace.db import db
from marketplace.demand.programs import queries as programs
from marketplace.home import queries
from marketplace.home.queries import health
from marketplace.sides import Side
from marketplace.supply.applications import queries as applications
from marketplace.supply.cohorts import queries as cohorts
from marketplace.web import metrics
from marketplace.web.access import maybe_me, me, now, public

blueprint = Blueprint("home", __name__, template_folder="templates")


@blueprint.get("/")
@public
def index():
    actor = maybe_me()
    pages = {
        Side.JOBSEEKER: _jobseeker,
        Side.EMPLOYER: _employer,
        Side.STAFF: _staff,
        Side.FUNDER: _funder,
        Side.ADMIN: _admin,
    }
    return pages.get(actor.side, _public)() if actor else _public()


def _public():
    recruiting = db.session.scalars(cohorts.recruiting(now()).limit(6)).unique().all()
    return render_template("home/public.html", cohorts=recruiting)


def _jobseeker():
    mine = db.session.scalars(applications.visible_to(me())).unique().all()
    return render_template("home/jobseeker.html", steps=queries.steps_for(me(), now()), applications=mine)


def _employer():
    return render_template("home/employer.html", steps=queries.steps_for(me(), now()))


def _staff():
    alone = programs.works_on_none(me())
    asks = programs.whom_to_ask() if alone else []
    return render_template("home/staff.html", steps=queries.steps_for(me(), now()), alone=alone, asks=asks)


def _funder():
    return redirect(url_for("reports.released"))


def _admin():
    return redirect(url_for("administration.index"))


@blueprint.get("/for-employers")
@public
def for_employers():
    return render_template("home/for_employers.html")


@blueprint.get("/readyz")
@public
def readyz():
    bad = health.faults(
        now=now(),
        folder=current_app.config["DATA_FOLDER"],
        megabytes=current_app.config["MIN_FREE_MEGABYTES"],
        migrations=current_app.extensions["migrate"].directory,
    )
    answer = "not ready: " + ", ".join(bad) if bad else "ready"
    return f"{answer}\n", 503 if bad else 200, {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/metrics")
@public
def figures():
    if not metrics.may_read():
        abort(404)
    return metrics.page(health.figures(now())), 200, {"Content-Type": CONTENT_TYPE_LATEST}
