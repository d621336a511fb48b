"""Reading a blueprint that came from elsewhere: nothing in it is believed before it was looked at."""

import json
from contextlib import suppress
from typing import Any, Final, NoReturn

from flask_babel import gettext as _

from marketplace.demand.programs.actions.design import check_rule
from marketplace.demand.programs.actions.values import LINE, LONG, SHORT, Json, Values, plain, refuse_place
from marketplace.demand.programs.models import (
    Customer,
    Mode,
    Model,
    Operator,
    RuleKind,
    Strand,
    Transformation,
)
from marketplace.demand.programs.queries import (
    FORMAT,
    FORMAT_VERSION,
    LARGEST,
    Blueprint,
    DrawnModule,
    Taught,
    digest_of,
)
from marketplace.errors import Refused

MOST_MODULES: Final = 100
MOST_PARTS: Final = 100
MOST_TAUGHT: Final = 300  # by all modules together
MOST_UNKNOWN: Final = 50
WHOLE = frozenset({"format", "format_version", "made", "digest", "program"})


def read(file: bytes) -> Blueprint:
    """A blueprint from the bytes of its file. Refused, with what can be done, when it is none that can be read here."""
    if not file.strip():
        raise Refused(_("Choose the file of a blueprint, or paste what is in it."))
    if len(file) > LARGEST:
        raise Refused(_("The file is larger than any blueprint. Choose the one that “Export” of a program gave."))
    whole, text = _whole(file)
    _expect_format(whole)
    reader = Values()
    made = reader.object(whole, "made", known={"at", "site"})
    content = whole.get("program")
    if not isinstance(content, dict):
        refuse_place("program")
    if digest_of(content) != whole.get("digest"):
        raise Refused(
            _(
                "The file is not as it was made: something was changed or lost on the way. Ask for it again, or have "
                "the program exported again."
            )
        )
    reader.note_unknown(whole, WHOLE, "")
    return _drawn(reader, whole, made, text)


def readable(file: bytes) -> Blueprint | None:
    """The blueprint, or None where `read` refuses it."""
    with suppress(Refused):
        return read(file)
    return None


def _whole(file: bytes) -> tuple[Json, str]:
    """What the file says, and the same on one line."""
    try:
        whole = json.loads(file.decode("utf-8-sig"), object_pairs_hook=_each_once, parse_constant=_no_number)
        text = json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode()
    except (ValueError, RecursionError) as wrong:
        raise Refused(
            _("This is no blueprint: its text cannot be read. Choose the file that “Export” of a program gave.")
        ) from wrong
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise Refused(_("This is no blueprint of a program. Choose the file that “Export” of a program gave."))
    return whole, text


def _each_once(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _expect_format(whole: Json) -> None:
    number = whole.get("format_version")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        refuse_place("format_version")
    if number > FORMAT_VERSION:
        raise Refused(
            _(
                "The file was made by a newer Guildhall (format %(theirs)s; this one reads up to %(ours)s). Have this "
                "site updated, then import it.",
                theirs=str(number)[:20],
                ours=FORMAT_VERSION,
            )
        )


def _drawn(reader: Values, whole: Json, made: Json, text: str) -> Blueprint:
    content: Json = whole["program"]
    columns = _columns(reader, content)
    modules = tuple(reader.each(content, "modules", MOST_MODULES, _module))
    if sum(len(module.teaches) for module in modules) > MOST_TAUGHT:
        refuse_place("modules")
    return Blueprint(
        columns=columns,
        version_number=int(reader.number(content, "version", 1, 9999)),
        modules=modules,
        pools=_different(reader.each(content, "pools", MOST_PARTS, _pool), "pools", "name"),
        barriers=_different(reader.each(content, "barriers", MOST_PARTS, _barrier), "barriers", "barrier"),
        rules=_different(reader.each(content, "rules", MOST_PARTS, _rule), "rules", "sentence"),
        site=reader.text(made, "site", SHORT),
        made_at=reader.moment(made, "at"),
        digest=str(whole["digest"]),
        unknown=tuple(reader.unknown[:MOST_UNKNOWN]),
        text=text,
    )


def _columns(reader: Values, content: Json) -> Json:
    """What the program says of itself, by the names of its columns."""
    longest = {"title": SHORT, "headline": LINE, "cost": LINE}
    texts = ("title", "headline", "summary", "objective", "outcome", "eligibility", "cost")
    columns: Json = {name: reader.text(content, name, longest.get(name, LONG), name == "title") for name in texts}
    columns["model"] = reader.word(content, "model", Model, Model.DEMAND_DRIVEN)
    columns["primary_customer"] = reader.word(content, "primary_customer", Customer, Customer.EMPLOYERS)
    columns["transformation"] = reader.word(content, "transformation", Transformation, Transformation.UPSKILLING)
    columns["weeks"] = int(reader.number(content, "weeks", 1, 104))
    columns["hours_per_week"] = reader.number(content, "hours_per_week", 0.1, 60, places=1)
    reader.note_unknown(content, {*columns, "version", "modules", "pools", "barriers", "rules"}, "program")
    return columns


def _module(reader: Values, row: Json) -> DrawnModule:
    known = {"title", "summary", "strand", "mode", "hours", "teaches"}
    reader.note_unknown(row, known)
    hours = None if row.get("hours") is None else reader.number(row, "hours", 0.1, 999.9, places=1)
    return DrawnModule(
        title=reader.text(row, "title", SHORT, needed=True),
        summary=reader.text(row, "summary", LONG),
        strand=reader.word(row, "strand", Strand, Strand.TECHNICAL),
        mode=None if row.get("mode") is None else reader.word(row, "mode", Mode, None),
        hours=hours,
        teaches=tuple(reader.each(row, "teaches", MOST_TAUGHT, _taught)),
    )


def _taught(reader: Values, row: Json) -> Taught:
    reader.note_unknown(row, {"label", "code", "source", "level"})
    return Taught(
        label=reader.text(row, "label", LINE, needed=True),
        code=reader.text(row, "code", LINE),
        source=reader.text(row, "source", 40),
        level=int(reader.number(row, "level", 1, 4)),
    )


def _pool(reader: Values, row: Json) -> Json:
    reader.note_unknown(row, {"name", "overlooked", "strengths", "missing"})
    more = {name: reader.text(row, name, LONG) for name in ("overlooked", "strengths", "missing")}
    return {"name": reader.text(row, "name", SHORT, needed=True), **more}


def _barrier(reader: Values, row: Json) -> Json:
    reader.note_unknown(row, {"barrier", "support"})
    return {
        "barrier": reader.text(row, "barrier", LINE, needed=True),
        "support": reader.text(row, "support", LONG),
    }


def _rule(reader: Values, row: Json) -> Json:
    reader.note_unknown(row, {"kind", "operator", "value", "sentence", "question", "advice", "one_of_group"})
    kind = reader.word(row, "kind", RuleKind, RuleKind.OTHER)
    operator = reader.word(row, "operator", Operator, Operator.IS)
    value = reader.text(row, "value", SHORT, needed=True)
    sentence = reader.text(row, "sentence", LINE, needed=True)
    try:
        check_rule(kind, operator, value)
    except Refused:  # a kind of condition that has no bounds here
        reader.unknown.append(_("“%(sentence)s” becomes a condition that is only read.", sentence=plain(sentence)))
        kind, operator = RuleKind.OTHER, Operator.IS
    more = {"question": reader.text(row, "question", LINE), "advice": reader.text(row, "advice", LONG)}
    group = reader.text(row, "one_of_group", 60)
    return {"kind": kind, "operator": operator, "value": value, "sentence": sentence, "one_of_group": group} | more


def _different(rows: list[Json], part: str, name: str) -> tuple[Json, ...]:
    """The rows, each said once."""
    if len({row[name] for row in rows}) != len(rows):
        refuse_place(part)
    return tuple(rows)
