"""From a text to its words, for comparison by parts.

Technical names are protected before anything is cleaned (C++, .NET, TCP/IP, R&D), accents and
British spelling are folded away, and words that only hold a phrase together are known as such.
"""

import re
import unicodedata
from functools import lru_cache

from marketplace.matcher.names import FUZZY_LIMIT, NAME_LIMIT, folded_key

#: Words that carry no meaning of their own in the name of a competency.
STOP = frozenset(
    "a an and as at be by for from in into is it its of on or our own that the their them these they this those to up "  # noqa: SIM905
    "via was we were which with within your you etc e.g i.e other all any such".split()
)

#: Written with signs that separate elsewhere: folded to one word before punctuation goes.
_TECHNICAL = {
    "tcp/ip": "tcpip", "ci/cd": "cicd", "ci / cd": "cicd", "r&d": "rnd", "r & d": "rnd", "pl/sql": "plsql",
    "q&a": "qna", "p&l": "pnl", "m&a": "mna", "i/o": "io", "a/b": "ab", "os/2": "os2", "z/os": "zos", "a/c": "ac",
    "c sharp": "c#", "c plus plus": "c++", "c-sharp": "c#", "f sharp": "f#", "dot net": ".net", "dotnet": ".net",
    "objective-c": "objectivec", "objective c": "objectivec", "cplusplus": "c++", "csharp": "c#",
}  # fmt: skip
_PROTECT = re.compile(
    r"(?<![^\W_])(?:" + "|".join(map(re.escape, sorted(_TECHNICAL, key=len, reverse=True))) + r")(?!\w)"
)
_JS = re.compile(r"(?<=[^\W_])\.js\b")
_GLUED_NET = re.compile(r"(?<=[a-z])\.net\b")
_SPLIT_NET = re.compile(r"(?<!\S)\.\s+net\b")

_BRITISH = {
    "behaviour": "behavior", "colour": "color", "labour": "labor", "favour": "favor", "flavour": "flavor",
    "honour": "honor", "humour": "humor", "neighbour": "neighbor", "odour": "odor", "vapour": "vapor",
    "harbour": "harbor", "armour": "armor", "rumour": "rumor", "endeavour": "endeavor", "centre": "center",
    "theatre": "theater", "metre": "meter", "litre": "liter", "fibre": "fiber", "calibre": "caliber",
    "licence": "license", "defence": "defense", "offence": "offense", "practise": "practice",
    "programme": "program", "catalogue": "catalog", "dialogue": "dialog", "analogue": "analog",
    "cheque": "check", "grey": "gray", "mould": "mold", "moulding": "molding", "moulder": "molder",
    "moulded": "molded", "tyre": "tire", "aluminium": "aluminum", "plough": "plow", "ploughing": "plowing",
    "sulphur": "sulfur", "sulphuric": "sulfuric", "jewellery": "jewelry", "jeweller": "jeweler", "storey": "story",
    "enrol": "enroll", "enrolment": "enrollment", "fulfil": "fulfill", "fulfilment": "fulfillment",
    "skilful": "skillful", "instalment": "installment", "kerb": "curb", "draught": "draft",
    "anaesthesia": "anesthesia", "anaesthetic": "anesthetic", "paediatric": "pediatric", "paediatrics": "pediatrics",
    "orthopaedic": "orthopedic", "gynaecology": "gynecology", "haematology": "hematology",
    "oestrogen": "estrogen", "foetus": "fetus", "foetal": "fetal", "diarrhoea": "diarrhea",
    "encyclopaedia": "encyclopedia",
    "archaeology": "archeology", "archaeological": "archeological",
    "manoeuvre": "maneuver", "manoeuvring": "maneuvering",
    "artefact": "artifact", "pyjamas": "pajamas", "sceptical": "skeptical", "tonne": "ton", "cosy": "cozy",
    "judgement": "judgment", "ageing": "aging", "whilst": "while", "amongst": "among", "merchandise": "merchandise",
    "advertise": "advertise", "advise": "advise", "supervise": "supervise", "exercise": "exercise",
    "improvise": "improvise", "enterprise": "enterprise", "precise": "precise", "expertise": "expertise",
    "franchise": "franchise", "revise": "revise", "devise": "devise", "televise": "televise", "disguise": "disguise",
    "compromise": "compromise", "surprise": "surprise", "promise": "promise", "excise": "excise", "rise": "rise",
    "raise": "raise", "noise": "noise", "wise": "wise", "likewise": "likewise", "otherwise": "otherwise",
}  # fmt: skip
_SUFFIXES = (
    (re.compile(r"([a-z]{3,})is(e|ed|es|ing|er|ers|ation|ations|ational)$"), r"\1iz\2"),
    (re.compile(r"([a-z]{3,})ys(e|ed|es|ing|er|ers)$"), r"\1yz\2"),
    (re.compile(r"([a-z]{3,}[aeiou])ll(ed|ing|er|ers)$"), r"\1l\2"),
    (re.compile(r"([a-z]{3,})our(s|ed|ing|al|ist|able)$"), r"\1or\2"),
)
_NOT_IZE = re.compile(
    r"(?:advert|adv|superv|exerc|improv|enterpr|prec|expert|franch|rev|dev|telev|disgu|comprom|surpr|prom|exc|merchand|"
    r"r|ra|no|w|appra|pra|cru|bru|adv|concis|a|despi|demi|incis|prem|treat|chast|mortg|pois|raise|poise|vise)is"
)
_NOT_LL = re.compile(
    r"(?:call|fill|sell|spell|install|drill|mill|roll|pull|poll|control|kill|bill|till|skill|grill|instal|"
    r"weld|sm|tell|well|dwell|swell|thrill|spill|drill|seller|teller|enroll|fulfill|distill|still)"
)


def words(text: str, limit: int = FUZZY_LIMIT) -> list[str]:
    """The folded words of the first `limit` characters, in order."""
    return [spelled(word) for word in folded_key(protected(text[: min(limit, NAME_LIMIT)])).split()]


def protected(text: str) -> str:
    """The text with technical names written so that their signs survive."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = _SPLIT_NET.sub(".net", _JS.sub("js", folded))
    folded = _PROTECT.sub(lambda found: f" {_TECHNICAL[found[0]]} ", folded)
    return _GLUED_NET.sub(" .net", folded)


@lru_cache(maxsize=65536)
def spelled(word: str) -> str:
    """The word without Latin accents and in American spelling."""
    if not word.isascii():
        apart = unicodedata.normalize("NFD", word)
        word = unicodedata.normalize("NFC", "".join(char for char in apart if not "\u0300" <= char <= "\u036f")) or word
    return _american(word)


def _american(word: str) -> str:
    if word in _BRITISH:
        return _BRITISH[word]
    if word.endswith("s") and word[:-1] in _BRITISH:
        return _BRITISH[word[:-1]] + "s"
    for pattern, instead in _SUFFIXES:
        folded = pattern.sub(instead, word)
        if folded != word and not (pattern is _SUFFIXES[0][0] and _NOT_IZE.match(word)):
            if pattern is _SUFFIXES[2][0] and _NOT_LL.match(word):
                continue
            return folded
    return word
