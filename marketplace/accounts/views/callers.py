"""Where a request comes from: the place, the browser, and how often both may try."""

import secrets
import uuid
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from flask import Response, after_this_request, current_app, request

from marketplace.accounts import actions, queries
from marketplace.accounts.actions import Proof, Try
from marketplace.accounts.actions.throttling import DEVICES_LIVE
from marketplace.accounts.models import Person
from marketplace.db import bookkeep
from marketplace.web.access import now

ONE_LINE: Final = 64  # bits of an IPv6 address that belong to one line; the rest changes by itself
AROUND: Final = {4: 24, 6: 48}  # bits of a network that one customer of a provider may well have whole


def place() -> str:
    """The network place that asks. What a stranger writes into headers does not change it."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "elsewhere"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, ONE_LINE), strict=False))
    return str(address)


def neighbourhood() -> str:
    """The larger network that the place lies in: whoever has one address of it may well have all."""
    try:
        found = ip_address(place().partition("/")[0])
    except ValueError:
        return place()
    return str(ip_network((found, AROUND[found.version]), strict=False))


def this_device() -> str:
    """This browser in two words."""
    return actions.device_named(request.user_agent.string)


def proof_of_now() -> Proof:
    """What somebody has proven who has just chosen a password behind a link."""
    return Proof(began_at=now(), proven_at=now(), device=this_device())


def hold_back(*tries: Try) -> None:
    """Count tries in a transaction of their own, before anything slow or secret; refuse when there were too many."""
    waits: list[int] = []
    bookkeep(lambda: waits.append(actions.count_tries(tries, now=now())))
    actions.refuse_for(waits[0])


def tries_to_sign_in(address: str) -> tuple[Try, ...]:
    """What one sign-in counts as. Who signs in from a browser of theirs is kept out by nobody else's guesses."""
    folded = queries.fold(address)
    if queries.is_known_device(_device(), folded):
        return (Try("sign_in_device", f"{_device()} {folded}"),)
    return (
        Try("sign_in_account", f"{place()} {folded}"),
        Try("sign_in_anywhere", folded),
        Try("sign_in_place", place()),
        Try("sign_in_all", neighbourhood()),
    )


def try_of_code(person: Person) -> Try:
    """What one code counts as: a browser of theirs has tries of its own."""
    device = _device() if queries.is_known_device(_device(), person.email) else ""
    return Try("second_factor", f"{person.id} {device}")


def tries_to_mail(address: str) -> tuple[Try, ...]:
    """What asking for a mail counts as, for those who are not signed in."""
    return (Try("mail_to", queries.fold(address)), Try("mail_from", place()), Try("mail_all", neighbourhood()))


def know_this_browser(person_id: uuid.UUID) -> None:
    """Remember this browser as one of the person's, for half a year from now."""
    secret = _device() if queries.is_device_of_anybody(_device()) else secrets.token_urlsafe(32)
    actions.know_device(secret, person_id=person_id, now=now())

    @after_this_request
    def keep(response: Response) -> Response:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(
            _cookie(), secret, max_age=DEVICES_LIVE, secure=secure, httponly=True, samesite="Lax", path="/"
        )
        return response


def _device() -> str:
    return request.cookies.get(_cookie(), "")


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"
