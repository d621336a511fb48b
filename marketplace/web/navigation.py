"""The places of each side: what stands in the band, the rail and the bar of a phone."""

from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from marketplace.sides import Actor, Side
from marketplace.web.access import Entry, maybe_me

PUBLIC = ((_("Programs"), "cohorts.listing"), (_("For employers"), "home.for_employers"))
PLACES: dict[Side, tuple[tuple[Any, str], ...]] = {
    Side.JOBSEEKER: (
        (_("Home"), "home.index"),
        (_("Growth"), "jobseekers.growth"),
        (_("Roles"), "matches.listing"),
        (_("About me"), "jobseekers.profile"),
        (_("Applications"), "applications.listing"),
        (_("Who can see what"), "jobseekers.consents"),
    ),
    Side.EMPLOYER: (
        (_("Home"), "home.index"),
        (_("What we heard"), "discovery.heard"),
        (_("Roles"), "role_needs.listing"),
        (_("Program"), "consortium.memberships"),
        (_("People"), "matches.listing"),
        (_("What came of it"), "placements.listing"),
    ),
    Side.STAFF: (
        (_("Inbox"), "home.index"),
        (_("Employers"), "employers.listing"),
        (_("Discovery"), "discovery.listing"),
        (_("Demand"), "board.page"),
        (_("Role needs"), "role_needs.listing"),
        (_("Consortia"), "consortium.listing"),
        (_("Programs"), "programs.listing"),
        (_("Cohorts"), "cohorts.listing"),
        (_("Applications"), "applications.listing"),
        (_("Hiring"), "matches.listing"),
        (_("Placements"), "placements.listing"),
        (_("Outcomes"), "dashboards.page"),
        (_("Vocabulary"), "competencies.listing"),
    ),
    Side.FUNDER: ((_("Released figures"), "reports.released"),),
    Side.ADMIN: (
        (_("Home"), "administration.index"),
        (_("People"), "administration.people"),
        (_("Organisations"), "administration.organisations"),
        (_("Programs"), "programs.teams"),
        (_("Mails"), "administration.mails"),
        (_("Outbox"), "outbox.listing"),
        (_("Settings"), "administration.settings"),
    ),
}
# The letter after g that leads to a place, for the sides that sit at a desk all day.
LETTERS = {
    "home.index": "i",
    "employers.listing": "e",
    "discovery.listing": "t",
    "board.page": "d",
    "role_needs.listing": "r",
    "consortium.listing": "s",
    "programs.listing": "p",
    "cohorts.listing": "c",
    "applications.listing": "a",
    "matches.listing": "h",
    "placements.listing": "l",
    "dashboards.page": "o",
    "competencies.listing": "v",
    "administration.index": "i",
    "administration.people": "p",
    "administration.organisations": "o",
    "administration.mails": "m",
    "outbox.listing": "b",
    "notices.listing": "n",
}

# What stands side by side in one place, for a place with more doors than one.
ROOMS: tuple[tuple[tuple[Any, str], ...], ...] = (
    (
        (_("Figures"), "dashboards.page"),
        (_("By cohort"), "reports.listing"),
        (_("Partners"), "dashboards.partners"),
        (_("Competencies"), "dashboards.competencies"),
        (_("Frozen reports"), "snapshots.listing"),
        (_("Exports"), "exports.listing"),
        (_("Definitions"), "measures.definitions"),
        (_("Testimonials"), "testimonials.listing"),
        (_("Reach"), "jobseekers.equity_totals"),
    ),
)

# Rooms that stand under the place of another one, whatever their addresses.
UNDER = dict.fromkeys(("reports", "snapshots", "measures", "exports", "lessons", "testimonials"), "dashboards")


def init_app(app: Flask) -> None:
    """Give templates `navigation()`, a list of (label, address, is current), and `place_keys()`."""
    app.context_processor(lambda: {"navigation": navigation, "place_keys": place_keys})
    app.jinja_env.globals.update(address=address, rooms=rooms)


def address(endpoint: str) -> str:
    """The address of a higher room by its name; empty when this installation does not have the room."""
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def navigation() -> list[tuple[str, str, bool]]:
    """The places of whoever looks: label, address, and whether the page shown belongs there."""
    actor = maybe_me()
    places = _places("places", PLACES[actor.side] if actor else PUBLIC, actor)
    here = _here([(endpoint, url) for _label, url, endpoint in places])
    return [(label, url, endpoint == here) for label, url, endpoint in places]


def rooms() -> list[tuple[str, str, bool]]:
    """What stands beside the page shown: label, address, and whether it is this one. Empty for a place with one door.

    What was chosen on a page is kept on the way to another one of the same feature.
    """
    here = next((listed for listed in ROOMS if request.endpoint in {name for _label, name in listed}), None)
    if here is None:
        return []
    chosen = f"?{request.query_string.decode()}" if request.query_string else ""
    return [
        (label, url + (chosen if name.startswith(f"{request.blueprint}.") else ""), name == request.endpoint)
        for label, url, name in _places(f"beside {here[0][1]}", here, maybe_me())
    ]


def place_keys() -> list[tuple[str, str, str]]:
    """The places that a letter leads to: letter, label, address. Empty but for staff and administrators."""
    actor = maybe_me()
    if actor is None or actor.side not in {Side.STAFF, Side.ADMIN}:
        return []
    places = _places("keys", (*PLACES[actor.side], (_("Notices"), "notices.listing")), actor)
    return [(LETTERS[endpoint], label, url) for label, url, endpoint in places if endpoint in LETTERS]


def _places(kind: str, listed: tuple[tuple[Any, str], ...], actor: Actor | None) -> list[tuple[str, str, str]]:
    """Label, address and endpoint of the places that one may enter: the same for all of a side and role."""
    known: dict[Any, list[tuple[str, str, str]]] = current_app.extensions.setdefault("places", {})
    who = (kind, actor and actor.side, actor and actor.role, str(get_locale()), request.root_path)
    if who not in known:
        known[who] = [(str(label), url_for(name), name) for label, name in listed if _may_enter(name, actor)]
    return known[who]


def _here(places: list[tuple[str, str]]) -> str:
    """The one place that the page belongs to: itself, the longest address above it, else its feature's first."""
    if any(request.endpoint == endpoint for endpoint, _url in places):
        return str(request.endpoint)
    above = [(len(url), endpoint) for endpoint, url in places if request.path.startswith(f"{url.rstrip('/')}/")]
    longest, endpoint = max(above, default=(0, ""))
    if longest > len("/"):
        return endpoint
    feature = f"{UNDER.get(request.blueprint or '', request.blueprint)}."
    return next((name for name, _url in places if name.startswith(feature) and feature != "home."), "")


def _may_enter(endpoint: str, actor: Actor | None) -> bool:
    view = current_app.view_functions.get(endpoint)
    if view is None:
        return False
    entry: Entry = vars(view)["entry"]  # every route declares it
    return entry.public if actor is None else entry.admits(actor)
