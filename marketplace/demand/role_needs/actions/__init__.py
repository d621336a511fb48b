"""What people do with a role need: write it down, say what it asks for, confirm it, fill and free its places."""

from marketplace.demand.role_needs.actions import joining  # noqa: F401 -- says how two requirements become one
from marketplace.demand.role_needs.actions.drafting import Facts, change, copy, create
from marketplace.demand.role_needs.actions.merging import merge
from marketplace.demand.role_needs.actions.moves import (
    CLOCK,
    LASTS,
    WARNED,
    confirm,
    end_for_leaver,
    expire_by_the_clock,
    extend,
    make_move,
    renew,
)
from marketplace.demand.role_needs.actions.places import fill_one, free_one
from marketplace.demand.role_needs.actions.probes import kind_from, take_from_probe
from marketplace.demand.role_needs.actions.requirements import (
    add_proposed,
    add_requirement,
    change_requirement,
    move_requirement,
    remove_requirement,
)

__all__ = [
    "CLOCK",
    "LASTS",
    "WARNED",
    "Facts",
    "add_proposed",
    "add_requirement",
    "change",
    "change_requirement",
    "confirm",
    "copy",
    "create",
    "end_for_leaver",
    "expire_by_the_clock",
    "extend",
    "fill_one",
    "free_one",
    "kind_from",
    "make_move",
    "merge",
    "move_requirement",
    "remove_requirement",
    "renew",
    "take_from_probe",
]
