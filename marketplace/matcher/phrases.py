"""The words that frame a competency in a phrase, as patterns: experience, praise, years, wishes, absence."""

import re


def _any(phrases: str) -> str:
    """A pattern for any of the phrases; `|` parts them, the longest is tried first."""
    found = sorted((phrase.strip() for phrase in phrases.split("|")), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(phrase).replace(r"\ ", r"[ -]") for phrase in found) + ")"


_NUMBER_WORDS = "one|two|three|four|five|six|seven|eight|nine|ten|several|many|a few"
_ATLEAST = _any("at least |minimum |minimum of |min. |min |over |more than |around |approximately |up to ")
YEARS = (
    rf"(?:{_ATLEAST} )?(?:(?P<years>\d{{1,2}})(?: ?[-–] ?\d{{1,2}}| to \d{{1,2}})? ?\+?|(?P<word>{_NUMBER_WORDS}))"
    r"(?: or more)? ?\+?(?: plus)? ?(?:years?|yrs?|months?)(?:['’]s?)?"
)
NUMBERS = dict(zip(_NUMBER_WORDS.split("|"), (*range(1, 11), 3, 5, 2), strict=True))

_HOW = r"(?:(?:very|highly|really|quite|fairly|truly) )?" + _any(
    "strong|good|great|excellent|outstanding|solid|proven|demonstrated|demonstrable|extensive|basic|deep|"
    "thorough|working|"
    "hands on|practical|in depth|some|prior|previous|relevant|professional|sound|advanced|broad|wide|proficient|expert|"
    "exceptional|superior|first hand|significant|substantial|considerable|commercial|general|fundamental|fluent|"
    "intermediate|elementary|limited|little|minimal|high|desirable|required|essential|recent|direct|real world|full|"
    "comprehensive|rudimentary|initial|introductory|adequate|mandatory|preferred|specialist|specialised|"
    "specialized|no|any|"
    "zero"
)
_NOUN = "(?:work(?:ing)? )?" + _any(
    "experience|experiences|knowledge|understanding|command|familiarity|proficiency|skill|skills|ability|"
    "abilities|expertise|"
    "background|competence|competency|competencies|fluency|grasp|exposure|track record|know how|"
    "awareness|capacity|aptitude|"
    "qualification|qualifications|training|mastery|basics|fundamentals|use"
)
_LINK = _any("working with|in the use of|with the use of|with|in|of|to|using|on|at|for|as|about|:")
_BEING = _any(
    "proficient|skilled|experienced|fluent|competent|familiar|expert|well versed|versed|comfortable|adept|trained|"
    "specialised|specialized|capable|able|unfamiliar|inexperienced|knowledgeable|confident|certified|"
    "interested|qualified|"
    "conversant|unable|untrained"
)
_WISH = _any(
    "able|willing|willingness|ability|capability|responsible|desire|eager|want|wants|wanting|wish|wishes|"
    "wishing|would like|"
    "happy|keen|ready|hope|hoping|looking"
)
_WITHOUT = _any(
    "has|have|had|having|do not have|does not have|don't have|don’t have|lack|lacks|lacking|lack of|without|never used|"
    "never worked with|never done|have not|haven't|haven’t|cannot|can't|can’t|can not"
)
_NOT = r"not(?! (?:only|just|limited))|no(?! (?:less|fewer|later|more) than)"
_KIND = _any(
    "relevant|professional|work|working|practical|proven|hands on|solid|prior|previous|commercial|industry|full time|"
    "post graduate"
)
_WHO = _any("you|you'll|you will|candidate|candidates|applicant|applicants|we|i|i'm|i am|they")
_CLOSE = _any(
    "learning|basics of|fundamentals of|introduction to|know|knows|use of|uses of|using|mastery of|"
    "mastering of|expert in|"
    "excellent|strong|advanced|basic|beginner|beginner's|intermediate|proficient|fluent|good|solid|"
    "beginner in|novice in|"
    "novice|expert"
)
_WANTED = _any(
    "must have|nice to have|required|preferred|desirable|desired|essential|mandatory|advantageous|an advantage|"
    "an asset|a plus|a bonus|not required|not needed|not necessary|optional"
)
_HOW_WELL = _any("beginner|intermediate|advanced|expert|proficient|fluent|basic|native|asset|advantage|plus|bonus")


def _compiled(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


#: What may stand before a competency, tried in this order, again and again.
LEADING = _compiled(
    r"^[\s\-–—•·*>▪●◦]+",
    rf"^(?:{_WHO} )?(?:(?:must|should|will|need to|are required to|can) )?(?:have|has|had|possess"
    rf"(?:es)?|bring|demonstrate|"
    rf"show|be|are|is|am) (?:an? |the )?(?=.*\b(?:{_NOUN}|{_BEING})\b)",
    rf"^{YEARS}(?: of)?(?: {_KIND})*(?: {_NOUN})?(?: {_LINK})? ",
    rf"^(?:an? |the )?(?:{_HOW}(?:,? (?:and |or )?))*{_NOUN}(?: (?:and|or|&|/) {_NOUN})*(?: required| preferred)? "
    rf"{_LINK}(?: the| an?| your| our)? ",
    rf"^(?:{_HOW} )*{_BEING} (?:(?:and|or) \w+ )?(?:in|with|at|to|of|on|using|working with)"
    r"(?: the use of| using| working with)? ",
    rf"^{_WISH} (?:to|for)(?: (?:be|learn|work with|use|learning))? ",
    rf"^(?:{_WITHOUT}|{_NOT}) (?:any |yet |been )?(?:used |worked with |done |tried |the )?",
)
#: What may stand around it: *strong welding skills*.
AROUND = re.compile(rf"^(?:{_HOW} )+(?P<core>\S.*\S) skills?$", re.IGNORECASE)
#: What may stand after it.
TRAILING = _compiled(
    rf"\s*[(\[]?(?:[-–,:]\s*)?{YEARS}(?: of)?(?: {_NOUN})?[)\]]?\s*$",
    rf"\s*[(\[,:–-]?\s*\b(?:(?:is|are|would be|will be) )?(?:an? )?{_WANTED}[)\]]?\s*$",
    rf"\s*[(\[,:–-]\s*\b{_HOW_WELL}(?: level)?[)\]]?\s*$",
    r"(?:[\s.;:,!?•·]+|\s[*–—-]+)$",
)

#: Single words at either end that may as well belong to the name: taken off only to find a name by its key.
BARE = _compiled(
    rf"^{_CLOSE} (?=\S)",
    r"\s+(?:skills?|experience|knowledge|abilities|proficiency|expertise|know[- ]how)\s*$",
)

#: No frame is without one of these words, a year or month, or a sign at an end.
SIGNS = frozenset(
    first
    for part in (
        _NOUN,
        _BEING,
        _WISH,
        _WITHOUT,
        _CLOSE,
        _WANTED,
        _HOW_WELL,
        "(?:not|no|years|year|yrs|yr|months|month)",
    )
    for first in re.findall(r"(?:\(\?:|\|)([a-z]+)", part)
)

#: Words for each level, read in this order: modesty is believed before praise.
LEVELS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (level, re.compile(rf"\b{_any(phrases)}\b", re.IGNORECASE))
    for level, phrases in (
        (
            1,
            (
                "basic|basics|beginner|novice|elementary|rudimentary|introductory|exposure|want to learn|"
                "wants to learn|"
                "wanting to learn|eager to learn|willing to learn|keen to learn|like to learn|wish to learn|"
                "hope to learn|"
                "learning|some knowledge|some experience|some understanding|some familiarity|familiar|familiarity|"
                "awareness|"
                "limited|minimal|little|under supervision|with guidance|fundamentals|entry level|trainee"
            ),
        ),
        (
            4,
            (
                "expert|expertise|mastery|guru|mentor|mentoring|training others|train others|teaching others|"
                "teach others|"
                "guide others|guiding others|authority|native|world class"
            ),
        ),
        (
            3,
            (
                "advanced|strong|proficient|proficiency|fluent|fluency|extensive|excellent|in depth|deep|thorough|"
                "very good|"
                "senior|highly skilled|outstanding|exceptional|comprehensive|proven|significant|superior"
            ),
        ),
        (
            2,
            (
                "working knowledge|good|solid|sound|competent|competence|intermediate|practical|hands on|skilled|"
                "experienced|"
                "demonstrated|conversational"
            ),
        ),
    )
)
YEARS_FOUND = re.compile(YEARS, re.IGNORECASE)
#: Sounds like absence and is none.
NEVER_NEGATIVE = re.compile(
    r"\bnot (?:only|just|limited to|least)\b|\bno (?:less|fewer|later|more) than\b|\bno matter\b|\bno[- ]code\b|"
    r"\bwithout (?:supervision|assistance|help|guidance)\b",
    re.IGNORECASE,
)
NEGATIVE = re.compile(
    r"\b"
    r"(?:no|not|without|lack|lacks|lacking|unfamiliar|inexperienced|never|neither|nor|none|zero|cannot|unable|untrained|"
    r"absence of|missing|(?:ca|do|does|have|has|did|is|are|wo)n['’]t|can['’]t)(?!\w)|\bnon-(?=\w)",
    re.IGNORECASE,
)
NOT_NEEDED = re.compile(
    r"\bnot (?:required|needed|necessary|expected|essential)\b|\bno longer\b|\bunnecessary\b", re.IGNORECASE
)
