"""What keeps two names apart however alike they look.

R2: a technical sign (C++, C#, .NET) and a name of one or two letters mean themselves or nothing.
R3: numbers and versions belong to the name: Python 2 is not Python 3. R4: a name is compared
whole, in both directions: React is not React Native. R6: of import and export, hire and fire,
one is never the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from rapidfuzz.distance import OSA

from marketplace.matcher.index import content
from marketplace.matcher.names import SHORT, is_technical
from marketplace.matcher.repair import TWO_SLIPS_FROM, TYPO_FROM
from marketplace.matcher.stems import stem

#: R6, by stem; a pair blocks when one side has one and the other its partner, and neither has both.
_PAIRS = tuple(
    (stem(one), stem(other))
    for one, other in (
        pair.split("/")
        for pair in (  # noqa: SIM905 - pairs read better in a line
            "import/export hire/fire hiring/firing hire/dismiss recruit/dismiss buy/sell purchase/sell pre/post "
            "input/output inbound/outbound incoming/outgoing internal/external indoor/outdoor upstream/downstream "
            "upload/download upper/lower start/stop open/close load/unload assemble/disassemble assemble/dismantle "
            "install/uninstall encrypt/decrypt encode/decode increase/decrease increase/reduce raise/lower lead/follow "
            "offensive/defensive offense/defense front/back frontend/backend entry/exit attach/detach lock/unlock "
            "wholesale/retail credit/debit payable/receivable arrival/departure push/pull add/remove hot/cold "
            "wet/dry hard/soft public/private manual/automatic male/female adult/child day/night "
            "vertical/horizontal analog/digital acute/chronic borrow/lend teach/learn employ/unemploy online/offline "
            "primary/secondary ascend/descend accept/reject connect/disconnect enable/disable inductive/deductive "
            "quantitative/qualitative macro/micro macroeconomics/microeconomics synchronous/asynchronous "
            "relational/nonrelational legal/illegal formal/informal verbal/nonverbal import/exports "
            "supervised/unsupervised structured/unstructured sql/nosql ferrous/nonferrous before/after ante/post "
            "win/lose pass/fail profit/loss inhale/exhale inner/outer left/right hypo/hyper intra/inter "
            "hypertension/hypotension asset/liability supply/demand maximum/minimum maximize/minimize"
        ).split()
    )
)  # fmt: skip


#: The partners of each.
OPPOSITES: dict[str, frozenset[str]] = {
    one: frozenset(b if a == one else a for a, b in _PAIRS if one in (a, b)) for one in sorted(set(chain(*_PAIRS)))
}


@dataclass(frozen=True, slots=True)
class Alignment:
    """Word by word: what text and label share, what each lacks, and how they met."""

    aligned: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    typo: bool
    inflected: bool

    @property
    def whole(self) -> bool:
        """Whether every word of both sides found its partner."""
        return not self.missing and not self.extra


Meant = Callable[[str], Sequence[tuple[str, float, bool]]]


def align(words: Sequence[str], label_words: Sequence[str], knows: Callable[[str], bool], meant: Meant) -> Alignment:
    """Pair equal words, then inflections, then slips of the pen; particles count for nothing.

    R1: a word that the vocabulary knows is never a slip of another.
    """
    missing = content(label_words)
    aligned, left = _equal(content(words), missing)
    inflected, left = _inflected(left, missing)
    compound, left = _compounds(left, missing)
    slips, extra = _slips(left, missing, knows)
    cut, extra = _repaired(extra, missing, knows, meant)
    return Alignment(
        (*aligned, *inflected, *compound, *slips, *cut),
        tuple(missing), tuple(extra), bool(slips or cut), bool(inflected or compound),
    )  # fmt: skip


def _equal(left: Sequence[str], missing: list[str]) -> tuple[list[str], list[str]]:
    """The label's words that found their equal, and the words of the text that did not."""
    found, without = [], []
    for word in left:
        if word in missing:
            missing.remove(word)
            found.append(word)
        else:
            without.append(word)
    return found, without


def _inflected(left: list[str], missing: list[str]) -> tuple[list[str], list[str]]:
    """The same for words of one stem."""
    if not left or not missing:
        return [], left
    stems = [stem(word) for word in missing]
    found, without = [], []
    for word in left:
        if stem(word) in stems:
            at = stems.index(stem(word))
            del stems[at]
            found.append(missing.pop(at))
        else:
            without.append(word)
    return found, without


def _slips(left: list[str], missing: list[str], knows: Callable[[str], bool]) -> tuple[list[str], list[str]]:
    """The same for unknown words and what they may be slips of."""
    found, without = [], []
    for word in left:
        others = () if len(word) < TYPO_FROM or knows(word) else missing
        partner = next((other for other in others if is_slip(word, other)), None)
        if partner is None:
            without.append(word)
        else:
            missing.remove(partner)
            found.append(partner)
    return found, without


def _compounds(left: list[str], missing: list[str]) -> tuple[list[str], list[str]]:
    """*front end* for *frontend* and the other way round."""
    found: list[str] = []
    for one, other in list(pairwise(left)):
        if one in left and other in left and one + other in missing:
            missing.remove(one + other)
            left = [word for word in left if word not in (one, other)]
            found.append(one + other)
    for one, other in list(pairwise(missing)):
        if one in missing and other in missing and one + other in left:
            missing.remove(one)
            missing.remove(other)
            left = [word for word in left if word != one + other]
            found += [one, other]
    return found, left


def _repaired(
    extra: list[str], missing: list[str], knows: Callable[[str], bool], meant: Meant
) -> tuple[list[str], list[str]]:
    """Unknown words that may be two run together, or one cut short."""
    found: list[str] = []
    left: list[str] = []
    for word in extra:
        partners = [] if knows(word) else _partners(meant(word), missing)
        for partner in partners:
            missing.remove(partner)
        found += partners
        left += [] if partners else [word]
    return found, left


def _partners(meant: Sequence[tuple[str, float, bool]], missing: Sequence[str]) -> list[str]:
    """Of alternatives the first that the label has, of two run together both."""
    stems = {stem(word): word for word in missing}
    found = [(stems[stem(other)], instead) for other, _, instead in meant if stem(other) in stems]
    return [word for word, instead in found if not instead] or [word for word, _ in found[:1]]


def is_slip(word: str, other: str) -> bool:
    """Whether an unknown word may be a slip of another: one edit up to seven letters, two from eight."""
    if len(word) < TYPO_FROM or not (word.isalpha() and other.isalpha()):
        return False
    reach = 2 if min(len(word), len(other)) >= TWO_SLIPS_FROM else 1
    return OSA.distance(word, other, score_cutoff=reach) <= reach


def apart(words: Sequence[str], label_words: Sequence[str]) -> bool:
    """Whether one has nothing to do with the other, whatever letters they share (R2)."""
    return _signs(words, label_words) or _short(words, label_words) or _short(label_words, words)


def blocked(words: Sequence[str], label_words: Sequence[str]) -> bool:
    """Whether the two are of one kind and never the same (R3, R6)."""
    return _numbers(words, label_words) or _opposite(words, label_words)


def _signs(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    one, other = (set(filter(is_technical, side)) for side in (ours, theirs))
    return one != other and (bool(one and other) or min(len(set(ours)), len(set(theirs))) == 1)


def _short(one: Sequence[str], other: Sequence[str]) -> bool:
    """A name of one or two letters is in the text as it stands, or it is not meant."""
    return len(one) == 1 and len(one[0]) <= SHORT and one[0] not in other


def _numbers(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    one = _figures(ours)
    other = _figures(theirs) if one else one
    return bool(one and other and one != other)


def _figures(side: Sequence[str]) -> set[str]:
    # A word that says nothing but letters is none; that is nearly every one, and quickly seen.
    return {"".join(filter(str.isdigit, word)) for word in side if not word.isalpha() and any(map(str.isdigit, word))}


def _opposite(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    turned = [found for found in map(stem, ours) if found in OPPOSITES]
    if not turned:
        return False
    one, other = set(map(stem, ours)), set(map(stem, theirs))
    only = other - one
    return any(found not in other and not OPPOSITES[found].isdisjoint(only) for found in turned)
