"""The application: one list of blueprints, one transaction per request, the extensions at the edge."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request
from flask_babel import Babel
from flask_babel import lazy_gettext as _
from flask_mailman import Mail
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from config import Settings, require_safe
from marketplace import db as database
from marketplace.accounts import actions as accounts
from marketplace.accounts.views import init_login
from marketplace.administration.views import stored_site
from marketplace.competencies import actions as competencies
from marketplace.competencies import queries as vocabulary
from marketplace.db import db
from marketplace.demand.programs import queries as programs
from marketplace.hiring.matches import queries as matches
from marketplace.hiring.offers import actions as offers
from marketplace.outbox import actions as outbox
from marketplace.outbox import jobs
from marketplace.outbox.jobs import ClockTask
from marketplace.reach import Ids
from marketplace.supply.applications import queries as applications
from marketplace.supply.cohorts import queries as cohorts
from marketplace.supply.enrolments import queries as enrolments
from marketplace.web import assets, errors, formats, forms, headers, logs, metrics, navigation, proxies, site
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
    "marketplace.demand.consortium",
    "marketplace.demand.programs",
    "marketplace.supply.jobseekers",
    "marketplace.supply.cohorts",
    "marketplace.supply.applications",
    "marketplace.supply.enrolments",
    "marketplace.hiring.matches",
    "marketplace.hiring.interviews",
    "marketplace.hiring.offers",
    "marketplace.hiring.placements",
    "marketplace.outcomes.reports",
    "marketplace.search",
    "marketplace.home",
    "marketplace.administration",
    "marketplace.demo",
)

# What the outbox may be asked to do, by name: functions of the features' actions, handed ids and `now`.
JOBS: dict[str, Callable[..., None]] = {competencies.JOB: competencies.fit_vocabulary}

# What the worker does by the clock: once in each period, however many workers there are. Safe to repeat.
CLOCK = (
    ClockTask("attempts.forget_old", timedelta(hours=1), accounts.forget_old_attempts, _("Forget how often was tried")),
    ClockTask("offers.lapse", timedelta(minutes=10), offers.lapse_by_the_clock, _("Let unanswered offers lapse")),
    ClockTask("outbox.forget_old", timedelta(days=1), outbox.forget_old, _("Forget the words of old mails")),
    ClockTask(
        "submissions.forget_old", timedelta(days=1), forms.forget_old_submissions, _("Forget which forms were sent")
    ),
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


class Guildhall(Flask):
    """Flask with one unit of work per request: a view that returns commits, one that raises rolls back."""

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
    for part in (proxies, logs, metrics, headers):  # the first to see a request, the last to see its answer
        part.init_app(app)
    _init_extensions(app)
    for part in (errors, formats, forms, navigation, assets):
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
    jobs.init_app(app, JOBS, CLOCK)
    app.extensions["reach"] = REACH
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
