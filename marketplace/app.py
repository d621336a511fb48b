"""The application: one list of blueprints, one transaction per request, the extensions at the edge."""

from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from flask_babel import Babel
from flask_mailman import Mail
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from config import Settings, require_safe
from marketplace import db as database
from marketplace.accounts.views import init_login
from marketplace.administration.views import stored_site
from marketplace.competencies import queries as vocabulary
from marketplace.db import db
from marketplace.demand.programs import queries as programs
from marketplace.duties import CLOCK, HERE, JOBS
from marketplace.hiring.interviews import lifecycle as interviews_lifecycle
from marketplace.hiring.matches import lifecycle as matches_lifecycle
from marketplace.hiring.matches import queries as matches
from marketplace.hiring.offers import lifecycle as offers_lifecycle
from marketplace.hiring.placements import lifecycle as placements_lifecycle
from marketplace.lifecycle import Lifecycle
from marketplace.outbox import jobs
from marketplace.outcomes.testimonials import lifecycle as testimonials_lifecycle
from marketplace.reach import Ids
from marketplace.supply.applications import lifecycle as applications_lifecycle
from marketplace.supply.applications import queries as applications
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.enrolments import lifecycle as enrolments_lifecycle
from marketplace.supply.enrolments import queries as enrolments
from marketplace.supply.jobseekers import lifecycle as claims_lifecycle
from marketplace.supply.jobseekers import queries as profiles
from marketplace.supply.reviews import queries as reviews
from marketplace.web import (
    assets,
    errors,
    formats,
    forms,
    headers,
    logs,
    metrics,
    navigation,
    proxies,
    site,
    templating,
    uploads,
)
from marketplace.web.access import maybe_me, now

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

FEATURES = (
    "marketplace.web",
    "marketplace.outbox",
    "marketplace.accounts",
    "marketplace.notices",
    "marketplace.competencies",
    "marketplace.demand.employers",
    "marketplace.demand.discovery",
    "marketplace.demand.role_needs",
    "marketplace.demand.board",
    "marketplace.demand.consortium",
    "marketplace.demand.programs",
    "marketplace.supply.documents",
    "marketplace.supply.jobseekers",
    "marketplace.supply.resumes",
    "marketplace.supply.cohorts",
    "marketplace.supply.interests",
    "marketplace.supply.applications",
    "marketplace.supply.reviews",
    "marketplace.supply.decisions",
    "marketplace.supply.enrolments",
    "marketplace.supply.sessions",
    "marketplace.supply.graduations",
    "marketplace.supply.encounters",
    "marketplace.hiring.matches",
    "marketplace.hiring.rounds",
    "marketplace.hiring.interviews",
    "marketplace.hiring.offers",
    "marketplace.hiring.placements",
    "marketplace.hiring.departures",
    "marketplace.outcomes.reports",
    "marketplace.outcomes.testimonials",
    "marketplace.outcomes.measures",
    "marketplace.outcomes.lessons",
    "marketplace.outcomes.dashboards",
    "marketplace.outcomes.snapshots",
    "marketplace.outcomes.exports",
    "marketplace.search",
    "marketplace.home",
    "marketplace.administration",
    "marketplace.demo",
)

# How far a coordinator sees, by the name that rooms below ask for: the ids of what belongs to the assigned programs.
REACH: dict[str, Ids] = {
    "programs": programs.assigned,
    "consortia": programs.consortia_within,
    "employers": programs.employers_within,
    "cohorts": cohorts.cohorts_within,
    "jobseekers": applications.jobseekers_within,
    "enrolments": enrolments.enrolments_within,
    "referrals": matches.referrals_within,
}

# What is hidden for a while from staff who could reach it: the ids of whom they are to review without names.
VEILS: dict[str, Ids] = {
    "applications": reviews.veiled_applications,
    "jobseekers": reviews.veiled_people,
}

# Which words a person reads for the stages of what is theirs, when they ask for all that is kept about them.
STAGES_TOLD: dict[str, Lifecycle] = {
    "applications": applications_lifecycle.LIFECYCLE,
    "competency_claims": claims_lifecycle.LIFECYCLE,
    "contested_readings": matches_lifecycle.READINGS,
    "enrolments": enrolments_lifecycle.LIFECYCLE,
    "interviews": interviews_lifecycle.LIFECYCLE,
    "offers": offers_lifecycle.LIFECYCLE,
    "placements": placements_lifecycle.LIFECYCLE,
    "retention_checkpoints": placements_lifecycle.CHECKS,
    "referrals": matches_lifecycle.LIFECYCLE,
    "testimonials": testimonials_lifecycle.LIFECYCLE,
}
for _table, _lifecycle in STAGES_TOLD.items():
    profiles.tell_stages_of(_table, _lifecycle)


class Guildhall(Flask):
    """Flask with one unit of work per request: a view that returns commits, one that raises rolls back."""

    # Every template is compiled once, however many there are.
    jinja_options: dict[str, Any] = {"cache_size": -1}  # noqa: RUF012 -- as Flask declares it

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """As Flask makes it; an address without parts is made once, since a page names fifty of them."""
        parts = any(value is not None for value in values.values())
        if parts or endpoint.startswith(".") or not has_request_context() or request.root_path.strip("/"):
            return super().url_for(endpoint, **values)
        known: dict[str, str] = self.extensions.setdefault("addresses", {})
        if endpoint not in known:
            known[endpoint] = super().url_for(endpoint)
        return known[endpoint]

    def full_dispatch_request(self) -> Response:
        """Read only for safe methods, a writer for the others; the mode ends with the request."""
        reader = request.method in SAFE or self._reads_first()
        token = database._reading.set(reader)  # noqa: SLF001 -- the edge is the one place that sets the mode
        try:
            return super().full_dispatch_request()
        finally:
            database._reading.reset(token)  # noqa: SLF001

    def _reads_first(self) -> bool:
        view = self.view_functions.get(request.endpoint or "")
        return getattr(view, "reads_first", False)

    def dispatch_request(self) -> Any:
        """Run the view inside the request's transaction."""
        try:
            response = self.make_response(super().dispatch_request())
        except BaseException:
            db.session.rollback()
            raise
        finish(commit=response.status_code < 400)  # noqa: PLR2004 -- an error page keeps nothing
        return response


def finish(*, commit: bool) -> None:
    """End the request's transaction: a reader keeps nothing."""
    if commit and not database._reading.get():  # noqa: SLF001
        db.session.commit()
        nudge = g.pop("nudge", None)
        if nudge:
            nudge()
    else:
        db.session.rollback()


def create_app(settings: Settings | None = None, **overrides: Any) -> Flask:
    """Build the application from the settings (the environment's, unless given). `overrides` are for tests."""
    app = Guildhall("marketplace", static_folder="web/static", template_folder="web/templates")
    app.config.from_mapping((settings or Settings()).flask() | overrides)
    require_safe(app.config)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in (proxies, logs, metrics, headers, uploads):  # the first to see a request, the last to see its answer
        part.init_app(app)
    _init_extensions(app)
    for part in (templating, errors, formats, forms, navigation, assets):
        part.init_app(app)
    site.init_app(app, stored_site)
    app.context_processor(lambda: {"maybe_me": maybe_me, "now": now})
    for feature in FEATURES:
        _add_feature(app, feature)
    return app


def _init_extensions(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        database.prepare(db.engine)
    Migrate(app, db, directory=str(Path(app.root_path).parent / "migrations"), render_as_batch=True)
    CSRFProtect(app)
    Babel(  # type: ignore[no-untyped-call]  # its __init__ has no annotations
        app, locale_selector=lambda: "en_CA", timezone_selector=lambda: site.site().time_zone
    )
    Mail(app)
    init_login(app)
    jobs.init_app(app, JOBS, CLOCK, HERE)
    app.extensions["reach"] = REACH
    app.extensions["veils"] = VEILS
    vocabulary.keep_in(Path(app.config["DATA_FOLDER"]) / "vocabulary")


def _add_feature(app: Flask, feature: str) -> None:
    """Register a feature's models, views and commands; a feature has only the files it needs."""
    for part in ("models", "views", "cli"):
        try:
            module = import_module(f"{feature}.{part}")
        except ModuleNotFoundError as missing:
            if missing.name != f"{feature}.{part}":
                raise
            continue
        if part == "views":
            app.register_blueprint(module.blueprint)
        if part == "cli":
            for command in module.commands if isinstance(module.commands, tuple) else (module.commands,):
                app.cli.add_command(command)
