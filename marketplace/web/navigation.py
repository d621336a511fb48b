"""The places of each side: what stands in the band, the rail and the bar of a phone."""

from typing import Any

from flask import Flask, current_app, request, url_for
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
        (_("Role needs"), "role_needs.listing"),
        (_("Consortia"), "consortium.listing"),
        (_("Programs"), "programs.listing"),
        (_("Cohorts"), "cohorts.listing"),
        (_("Applications"), "applications.listing"),
        (_("Hiring"), "matches.listing"),
        (_("Placements"), "placements.listing"),
        (_("Outcomes"), "reports.listing"),
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
    "role_needs.listing": "d",
    "consortium.listing": "s",
    "programs.listing": "p",
    "cohorts.listing": "c",
    "applications.listing": "a",
    "matches.listing": "h",
    "placements.listing": "l",
    "reports.listing": "o",
    "competencies.listing": "v",
    "administration.index": "i",
    "administration.people": "p",
    "administration.organisations": "o",
    "administration.mails": "m",
    "outbox.listing": "b",
    "notices.listing": "n",
}


def init_app(app: Flask) -> None:
    """Give templates `navigation()`, a list of (label, address, is current), and `place_keys()`."""
    app.context_processor(lambda: {"navigation": navigation, "place_keys": place_keys})
    app.jinja_env.globals["address"] = address


def address(endpoint: str) -> str:
    """The address of a higher room by its name; empty when this installation does not have the room."""
    return url_for(endpoint) if endpoint in current_app.view_functions else ""


def navigation() -> list[tuple[str, str, bool]]:
    """The places of whoever looks: label, address, and whether the page shown belongs there."""
    actor = maybe_me()
    places = [place for place in (PLACES[actor.side] if actor else PUBLIC) if _may_enter(place[1], actor)]
    here = _here([endpoint for _label, endpoint in places])
    return [(str(label), url_for(endpoint), endpoint == here) for label, endpoint in places]


def place_keys() -> list[tuple[str, str, str]]:
    """The places that a letter leads to: letter, label, address. Empty but for staff and administrators."""
    actor = maybe_me()
    if actor is None or actor.side not in {Side.STAFF, Side.ADMIN}:
        return []
    places = (*PLACES[actor.side], (_("Notices"), "notices.listing"))
    reached = [(LETTERS[endpoint], str(label), endpoint) for label, endpoint in places if endpoint in LETTERS]
    return [(letter, label, url_for(name)) for letter, label, name in reached if _may_enter(name, actor)]


def _here(endpoints: list[str]) -> str:
    """The one place that the page belongs to: itself, the longest address above it, else its feature's first."""
    if request.endpoint in endpoints:
        return str(request.endpoint)
    above = [endpoint for endpoint in endpoints if request.path.startswith(f"{url_for(endpoint).rstrip('/')}/")]
    longest = max(above, key=lambda endpoint: len(url_for(endpoint)), default="")
    if longest and url_for(longest) != "/":
        return longest
    feature = f"{request.blueprint}."
    return next((endpoint for endpoint in endpoints if endpoint.startswith(feature) and feature != "home."), "")


def _may_enter(endpoint: str, actor: Actor | None) -> bool:
    view = current_app.view_functions.get(endpoint)
    if view is None:
        return False
    entry: Entry = vars(view)["entry"]  # every route declares it
    return entry.public if actor is None else entry.admits(actor)
