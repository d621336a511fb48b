"""How often something may be tried: the named limits, and what the setting LIMITS makes of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Final

from flask import current_app

ENTRY: Final = re.compile(r"([a-z_]+)=([1-9]\d{0,6})/([1-9]\d{0,6})")


@dataclass(frozen=True)
class Limit:
    """At most `most` tries until `within` has passed since the first of them."""

    most: int
    within: timedelta


def _per(most: int, **within: float) -> Limit:
    return Limit(most, timedelta(**within))


NAMED: Final = {
    "sign_in_account": _per(10, minutes=5),  # one account from one place
    "sign_in_anywhere": _per(100, hours=1),  # one account, from all places together
    "sign_in_place": _per(60, minutes=5),  # one place, whatever the account
    "sign_in_all": _per(1000, minutes=5),  # everybody together; beyond it nobody is shut out, see SLOWED
    "sign_in_crowded": _per(5, minutes=5),  # one neighbourhood, while everybody together try that often
    "sign_in_device": _per(10, minutes=5),  # one account from a browser it has signed in with before
    "second_factor": _per(5, minutes=5),  # codes of one person
    "password": _per(10, minutes=5),  # one's own password, asked again
    "link": _per(30, minutes=5),  # links of mails opened from one place, with a new password
    "mail_to": _per(5, hours=1),  # mails that anybody can have sent to one address
    "mail_from": _per(20, hours=1),  # the same, asked for from one place
    "mail_all": _per(600, hours=1),  # the same, by everybody together; see SLOWED
    "mail_crowded": _per(2, hours=1),  # one neighbourhood, while everybody together ask that often
    "certificate": _per(60, minutes=5),  # codes of certificates looked up from one place
    "invite": _per(40, hours=1),  # invitations of one person
    # of those who are signed in: each person, and all of an organisation together
    "typing": _per(300, minutes=1),  # suggestions while one types
    "typing_organisation": _per(3000, minutes=1),
    "search": _per(240, minutes=1),  # it, too, answers while one types
    "search_organisation": _per(2400, minutes=1),
    "what_if": _per(60, minutes=1),  # numbers beside the requirements of a role
    "what_if_organisation": _per(300, minutes=1),
    "posting": _per(20, minutes=10),  # postings to propose requirements from
    "posting_organisation": _per(100, minutes=10),
    "questions": _per(60, minutes=5),  # what somebody has done, read for what to ask them about
    "match_run": _per(20, minutes=10),
    "match_run_organisation": _per(60, minutes=10),
    "export": _per(20, minutes=10),
    "export_organisation": _per(60, minutes=10),
    "import": _per(20, minutes=10),  # files looked at before they are imported
    "import_organisation": _per(60, minutes=10),
    "upload": _per(60, minutes=10),  # files that are looked at, also those that are not kept
    "upload_organisation": _per(200, minutes=10),
    "unresolved": _per(100, hours=1),  # words that led nowhere, beyond which they are not noted
    "unresolved_organisation": _per(1000, hours=1),
}

# What everybody together may do is no lock, or strangers could close the door for all: once it is used up, each
# neighbourhood of the network has these few tries of its own.
SLOWED: Final = {"sign_in_all": "sign_in_crowded", "mail_all": "mail_crowded"}


def limit(name: str) -> Limit:
    """The limit of this name, as this installation has it."""
    return read(tuple(current_app.config["LIMITS"]))[name]


@lru_cache(maxsize=8)
def read(entries: Iterable[str]) -> dict[str, Limit]:
    """The named limits, changed by entries such as `sign_in_place=200/300` (tries/seconds). ValueError on others."""
    changed = {}
    for entry in entries:
        found = ENTRY.fullmatch(entry)
        if found is None or found[1] not in NAMED:
            raise ValueError(entry)
        changed[found[1]] = _per(int(found[2]), seconds=int(found[3]))
    return NAMED | changed


def readable(entries: Iterable[str]) -> bool:
    """Whether the setting LIMITS can be read."""
    try:
        read(tuple(entries))
    except ValueError:
        return False
    return True
