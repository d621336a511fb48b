"""Appointments in words and as calendar files: one UID for each, a SEQUENCE that grows, and a CANCEL when it is off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask_babel import get_locale
from flask_babel import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText


@dataclass(frozen=True)
class Party:
    """Somebody who takes part: an address and a name."""

    address: str
    name: str


@dataclass(frozen=True)
class Appointment:
    """What stands in a calendar. `uid` never changes; `sequence` grows with every change that others are told of."""

    uid: str
    sequence: int
    title: str
    starts_at: datetime | None
    minutes: int
    time_zone: str
    place: str
    organizer: Party | None  # None in a calendar that is only read
    cancelled: bool = False
    attendees: Sequence[Party] = field(default_factory=tuple)


def calendar_file(appointment: Appointment, *, kind: str, now: datetime) -> bytes:
    """The appointment as an iCalendar file (RFC 5545), in its own zone; `kind` names what makes it.

    The UID stays the same for every edition and the SEQUENCE grows, so that a calendar replaces the
    older entry; one that is off becomes a CANCEL.
    """
    event = _event(appointment, now)
    if appointment.organizer is not None:
        event["organizer"] = _named(appointment.organizer)
    for party in appointment.attendees:
        event.add("attendee", _named(party), encode=False)
    return _calendar([event], kind=kind, method="CANCEL" if appointment.cancelled else "REQUEST")


def published(appointments: Sequence[Appointment], *, kind: str, now: datetime) -> bytes:
    """A calendar to be read again and again by a calendar program: times, titles and places, and no person in it."""
    return _calendar([_event(one, now) for one in appointments], kind=kind, method="PUBLISH")


def _event(appointment: Appointment, now: datetime) -> Event:
    event = Event()
    event.add("uid", appointment.uid)
    event.add("dtstamp", now)
    event.add("sequence", appointment.sequence)
    event.add("summary", appointment.title)
    event.add("location", appointment.place)
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    if appointment.starts_at is not None:
        begins = appointment.starts_at.astimezone(ZoneInfo(appointment.time_zone))
        event.add("dtstart", begins)
        ends_at = appointment.starts_at + timedelta(minutes=appointment.minutes)
        event.add("dtend", ends_at.astimezone(begins.tzinfo))
    return event


def _calendar(events: Sequence[Event], *, kind: str, method: str) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//Guildhall//{kind}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _named(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.address}")
    address.params["CN"] = vText(party.name)
    return address


def moment_words(moment: datetime | None, time_zone: str) -> str:
    """A moment inside a sentence: Tue 2 March, 10:00 Halifax time."""
    if moment is None:
        return _("no time yet")
    city = time_zone.rsplit("/", 1)[-1].replace("_", " ")
    words = format_datetime(moment.astimezone(ZoneInfo(time_zone)), "EEE d MMMM, HH:mm", locale=get_locale())
    return _("%(moment)s %(city)s time", moment=words, city=city)
