"""Making a program: its page, its modules, its versions, for whom it is, and who works on it."""

from marketplace.demand.programs.actions.blueprints import (
    COMMITMENT,
    SIGN_OFFS,
    drop_words,
    export,
    import_blueprint,
    settle_words,
)
from marketplace.demand.programs.actions.design import add_part, check_rule, edit_part, remove_part
from marketplace.demand.programs.actions.making import create, edit, offer, retire, revive
from marketplace.demand.programs.actions.modules import (
    add_module,
    edit_module,
    remove_module,
    stop_teaching,
    teach,
)
from marketplace.demand.programs.actions.reading import read, readable
from marketplace.demand.programs.actions.reviews import answer, comment, object_to, sign_off
from marketplace.demand.programs.actions.teams import assign, end_assignment
from marketplace.demand.programs.actions.versions import ask_the_rest, begin_next, send

__all__ = [
    "COMMITMENT",
    "SIGN_OFFS",
    "add_module",
    "add_part",
    "answer",
    "ask_the_rest",
    "assign",
    "begin_next",
    "check_rule",
    "comment",
    "create",
    "drop_words",
    "edit",
    "edit_module",
    "edit_part",
    "end_assignment",
    "export",
    "import_blueprint",
    "object_to",
    "offer",
    "read",
    "readable",
    "remove_module",
    "remove_part",
    "retire",
    "revive",
    "send",
    "settle_words",
    "sign_off",
    "stop_teaching",
    "teach",
]
