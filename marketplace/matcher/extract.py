"""Competencies in running text, with where they stand, whether they are denied, and at what level.

Words are read clause by clause. The longest run of words whose stems are a name's is a mention (of
single words only the name itself, or an acronym); clauses without any are looked up as a whole, and
kept when that is sure enough. What stands in the four words before says whether it is missing (R5)
and how well it is known; items of a list share what stands before the first. What stands after the last
of them, joined by *and* or *or*, says of all whether they are only wished for, or not needed at all.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from marketplace.matcher import cues, keys, wishes
from marketplace.matcher.keys import Hit
from marketplace.matcher.lookup import Lookup
from marketplace.matcher.resolve import Resolver
from marketplace.matcher.values import Mention
from marketplace.matcher.words import STOP, words

#: Longer texts are no description of a job or a person.
LONGEST = 200_000
_TOKEN = re.compile(r"\.net\b|[^\W_](?:[\w'’]|[-.&](?=[^\W_])|/(?=[^\W_]\b))*[+#]*", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:!?\n\r•·|()\[\]]+|,|\.(?=\s|$)|\s[-–—]\s")
_JOINT = re.compile(r"[\s,/&]*(?:\b(?:and|or)\b)?[\s,/&]*", re.IGNORECASE)
_BOUND = re.compile(r"\b(?:and|or)\b|[/&]", re.IGNORECASE)
_WIDEST = 7
#: A clause of so many words may be looked up as a whole, and so many of them in one text.
_PHRASE, _MOST_PHRASES = (2, 12), 400
_SURE = 0.5
_BEHIND = 80  # so many letters after a competency may be about it
#: Names that are ordinary words too: meant only when written with a capital.
_ORDINARY = frozenset(
    "access ant basic c chef dart excel express go less notes oracle outlook project publisher puppet r ruby rust sage "  # noqa: SIM905
    "scratch shell spark stage swift teams word".split()
)


@dataclass(frozen=True)
class Token:
    """A word of the text and where it stands."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Found:
    """A run of tokens and the concepts that bear its name."""

    first: int
    last: int
    hits: tuple[Hit, ...]


class Extraction:
    """Read-only; safe to share between threads."""

    def __init__(self, lookup: Lookup, resolver: Resolver) -> None:
        self._lookup, self._resolver = lookup, resolver
        self._keyed = lru_cache(maxsize=16384)(self._hits_of)
        self._words = lru_cache(maxsize=16384)(words)

    def mentions(self, text: str, limit: int, source: str) -> Iterator[Mention]:
        """Mentions in the order they stand in."""
        under, held = wishes.listed(text), list[Mention]()
        for mention, in_list in self._read(text, limit, source):
            if held and not in_list:
                yield from _agreeing(text, held)
                held = []
            wished = any(start <= mention.start < end for start, end in under)
            held.append(replace(mention, optional=True) if wished else mention)
        yield from _agreeing(text, held)

    def _read(self, text: str, limit: int, source: str) -> Iterator[tuple[Mention, bool]]:
        """Each mention, and whether it goes on with the list that the one before stands in."""
        phrases = 0
        before: Mention | None = None
        for clause in _clauses(text):
            found = list(self._found(clause))
            if not found and _PHRASE[0] <= len(clause) <= _PHRASE[1] and phrases < _MOST_PHRASES:
                phrases += 1
                yield from ((mention, False) for mention in self._phrase(text, clause, limit, source))
            for run in found:
                joined = before is not None and _joined(text, before, clause[run.first].start)
                before = self._mention(text, clause, run, before, limit)
                yield before, joined

    def _found(self, clause: Sequence[Token]) -> Iterator[Found]:
        at = 0
        folded = [self._words(token.text) for token in clause]
        while at < len(clause):
            run = self._longest(clause, folded, at)
            if run is not None:
                yield run
            at = run.last + 1 if run is not None else at + 1

    def _longest(self, clause: Sequence[Token], folded: Sequence[list[str]], at: int) -> Found | None:
        if not folded[at] or folded[at][0] in STOP:
            return None
        for last in range(min(len(clause), at + _WIDEST) - 1, at - 1, -1):
            if folded[last] and folded[last][-1] in STOP and last > at:
                continue
            run = [word for row in folded[at : last + 1] for word in row]
            hits = self._hits(clause[at : last + 1], run)
            if hits:
                return Found(at, last, tuple(hits))
        return None

    def _hits(self, tokens: Sequence[Token], run: list[str]) -> list[Hit]:
        if len(tokens) > 1:
            return self._keyed(tuple(run)) if len(run) > 1 else []
        name = tokens[0].text
        if name.casefold() in _ORDINARY and not name[0].isupper():
            return []
        hits = self._keyed(tuple(run))
        return keys.named(name, self._lookup) or [hit for hit in hits if self._is_that(hit, run, name)]

    def _hits_of(self, run: tuple[str, ...]) -> list[Hit]:
        return [hit for hit in keys.hits(list(run), self._lookup) if hit.key != "initials"]

    def _is_that(self, hit: Hit, run: list[str], name: str) -> bool:
        """Whether one word is the very name: an acronym in capitals, or a label but for its parenthesis."""
        if hit.key == "acronym":
            return name.isupper()
        return words(self._lookup.labels[hit.label].partition("(")[0]) == run

    def _phrase(self, text: str, clause: Sequence[Token], limit: int, source: str) -> Iterator[Mention]:
        start, end = clause[0].start, clause[-1].end
        resolution = self._resolver.answer(text[start:end], limit, source)
        if resolution.suggestions and resolution.suggestions[0].confidence >= _SURE:
            wished = bool(wishes.WISH.search(text, start, end))
            yield Mention(start, end, text[start:end], resolution, resolution.level, wished)

    def _mention(self, text: str, clause: Sequence[Token], run: Found, before: Mention | None, limit: int) -> Mention:
        start, end = clause[run.first].start, clause[run.last].end
        resolution = self._resolver.of_hits(text[start:end], run.hits, limit)
        if before is not None and _joined(text, before, start):
            negated, level, wished = before.resolution.negated, before.level, before.optional
        else:
            negated, level, wished = self._around(text, clause, run)
        return _said_of(Mention(start, end, text[start:end], resolution, level, wished), negated=negated)

    @staticmethod
    def _around(text: str, clause: Sequence[Token], run: Found) -> tuple[bool, int | None, bool]:
        """What stands before it, and how well it is to be known if brackets behind it say so."""
        start, end = clause[run.first].start, clause[run.last].end
        ahead, further = (text[_start(clause, run.first, reach) : start] for reach in (cues.REACH, cues.WISHED))
        behind = re.match(r"\s*[(\[,:–-]?\s*[^.;,()\n]{0,40}", text[end : end + 48])
        after = behind[0] if behind else ""
        level = cues.level_of(after.split(",")[0] if after[:2].strip(" ").startswith("(") else "")
        return cues.negative(ahead), cues.level_of(ahead) or level, bool(wishes.WISH.search(further))


def _start(clause: Sequence[Token], first: int, reach: int) -> int:
    """Where the words begin that stand so many before one."""
    return clause[max(0, first - reach)].start


def _said_of(mention: Mention, *, negated: bool) -> Mention:
    resolution = replace(mention.resolution, negated=negated, accepted=None if negated else mention.resolution.accepted)
    return replace(mention, resolution=resolution)


def _joined(text: str, before: Mention, start: int) -> bool:
    return _JOINT.fullmatch(text, before.end, start) is not None


def _agreeing(text: str, held: Sequence[Mention]) -> list[Mention]:
    """The items of a list with what the words behind say: of the last, and of all that are joined to it by *and*.

    *SQL, Docker is a plus* speaks of Docker alone; *SQL, Docker and Go are a plus* of all three.
    """
    found = list(held)
    for place, mention in enumerate(held):
        last = place == len(held) - 1
        stop = mention.end + _BEHIND if last else held[place + 1].start
        said = wishes.says(text[mention.end : stop])
        bound = place and _BOUND.search(text, held[place - 1].end, mention.start)
        for item in range(0 if said and last and bound else place, place + 1):
            found[item] = _with(found[item], said)
    return found


def _with(mention: Mention, said: str) -> Mention:
    if said == "wish":
        return replace(mention, optional=True)
    return _said_of(mention, negated=True) if said == "not_needed" and not mention.optional else mention


def _clauses(text: str) -> Iterator[list[Token]]:
    """The words of each clause."""
    begin = 0
    for stop in _CLAUSE.finditer(text):
        yield from _tokens(text, begin, stop.start())
        begin = stop.end()
    yield from _tokens(text, begin, len(text))


def _tokens(text: str, begin: int, end: int) -> Iterator[list[Token]]:
    found = [Token(match.start(), match.end(), match[0]) for match in _TOKEN.finditer(text, begin, end)]
    if found:
        yield found


def extract(text: str, limit: int, source: str, extraction: Extraction) -> tuple[Mention, ...]:
    """Every mention. More than `LONGEST` characters: ValueError."""
    if len(text) > LONGEST:
        raise ValueError(f"text: has {len(text)} characters, more than {LONGEST}")
    return tuple(extraction.mentions(text, limit, source))
