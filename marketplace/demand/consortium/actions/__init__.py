"""Gathering employers: prospects, agreements with a commitment, two signatures, renewal, and the end."""

from marketplace.demand.consortium.actions.gathering import (
    accept_invitation,
    add_partner,
    create,
    discuss,
    edit,
    invite,
)
from marketplace.demand.consortium.actions.papers import draft, fingerprint_of, standard_terms, write
from marketplace.demand.consortium.actions.signing import (
    come_back,
    countersign,
    decline,
    end,
    finish_renewal,
    hold,
    renew,
    resume,
    send_agreement,
    set_naming,
    sign,
    stop_renewal,
)

__all__ = [
    "accept_invitation",
    "add_partner",
    "come_back",
    "countersign",
    "create",
    "decline",
    "discuss",
    "draft",
    "edit",
    "end",
    "fingerprint_of",
    "finish_renewal",
    "hold",
    "invite",
    "renew",
    "resume",
    "send_agreement",
    "set_naming",
    "sign",
    "standard_terms",
    "stop_renewal",
    "write",
]
