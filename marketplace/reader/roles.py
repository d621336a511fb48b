"""What somebody was and where: told apart by the words that titles and organisations are made of."""

import re
from collections.abc import Sequence
from typing import Final

from marketplace.reader.dates import plain
from marketplace.reader.sections import Section

_ROLE: Final = re.compile(
    r"\b(?:\w*(?:manager|keeper|maker|worker|driver|leader|buyer|seller|trainer|cleaner|washer|sitter|helper|tender)|"
    r"assistant|cook|chef|baker|nurse|clerk|lead|supervisor|coordinator|co-ordinator|technician|officer|teacher|tutor|"
    r"volunteer|owner|founder|director|engineer|developer|caregiver|carer|server|waiter|waitress|barista|host|hostess|"
    r"cashier|labou?rer|operator|mechanic|carpenter|electrician|plumber|welder|painter|receptionist|administrator|"
    r"analyst|corporal|sergeant|private|captain|lieutenant|reservist|medic|treasurer|secretary|mentor|coach|associate|"
    r"dishwasher|attendant|agent|representative|rep|specialist|consultant|designer|editor|writer|interpreter|"
    r"translator|librarian|guard|dispatcher|packer|picker|loader|courier|apprentice|intern|trainee|student|foreman|"
    r"forewoman|planner|advis[eo]r|counsell?or|scheduler|bookkeeper|accountant|auditor|president|chair|member|"
    r"custodian|janitor|housekeeper|porter|concierge|bellhop|farmhand|gardener|landscaper|seamstress|tailor|barber|"
    r"hairdresser|stylist|esthetician|paramedic|pharmacist|therapist|aide|support|head|parent|caring|care|cared|"
    r"storekeeper|merchandiser|stocker|handler|inspector|assembler|machinist|roofer|mason|nanny|interviewer|organi[sz]er|"
    r"gerante?|adjointe?|cuisini\w+|benevole|infirmi\w+|commis|vendeu\w+|caissi\w+|prepose\w*|superviseu\w*|"
    r"coordonnat\w+|technicien\w*|enseignante?|serveu\w+|chauffeu\w+|proprietaire|responsable|agente?|aidante?|"
    r"conductrice|conducteur|mecanicien\w*|soudeu\w*|menuisi\w*|receptionniste|formatrice|formateur|boulang[eè]re?)\b"
)
_PLACE: Final = re.compile(
    r"\b(?:inc|ltd|ltee|llc|corp|co|company|group|hotel|motel|inn|hospital|school|college|university|centre|center|city|"
    r"town|ministry|restaurant|bakery|cafe|diner|bistro|store|shop|market|mart|foundation|society|association|church|"
    r"temple|mosque|legion|army|navy|forces|regiment|battalion|squadron|brigade|services|foods|farms?|transit|clinic|"
    r"bank|credit union|library|museum|theatre|shelter|pantry|food bank|club|league|council|board|logistics|transport|"
    r"freight|warehouse|mills?|works|factory|plant|construction|builders|homes?|residence|manor|lodge|pharmacy|garage|"
    r"agency|department|institute|academy|daycare|kindergarten|hardware|airlines?|railway|ferr(?:y|ies)|foundry|"
    r"hopital|ecole|ville|boulangerie|epicerie|residence|centre|clinique|garderie|societe|caisse|bibliotheque|maison)\b"
)
_STUDY: Final = re.compile(
    r"\b(?:diploma|degree|bachelor\w*|master of|masters|b\.?a\.?|b\.?sc|m\.?a\.?|mba|ph\.?d|certificate in|"
    r"high school|secondary school diploma|ged|baccalaureat|diplome|licence en|dec|dep)\b"
)
_FILLER: Final = re.compile(
    r"(?:full|part)[- ]time|temps (?:plein|partiel)|casual|seasonal|contract|temporary|permanent|remote|hybrid|"
    r"\d+ (?:years?|months?|yrs?|mos?|ans?|mois)(?:,? (?:and )?\d+ (?:months?|mos?|mois))?|present|current|"
    r"on|qc|bc|ab|mb|sk|ns|nb|nl|pe|yt|nt|nu|ontario|quebec|canada|page \d+"
)
_DOING: Final = re.compile(
    r"^(?:\w{2,}ed|led|ran|kept|built|made|taught|wrote|held|drove|cut|set|sold|bought|brought|took|gave|grew|won|"
    r"helped|ensur\w+|manag(?:e|ing)|lead|leading|train(?:ing)?|responsible for|duties|\w{3,}ing|prepare|provide|"
    r"assist|maintain|operate|coordinate|supervise|perform|handle|greet|serve|clean|plan|answer)\b",
    re.IGNORECASE,
)
_ARMED: Final = re.compile(
    r"\b(?:armed forces|canadian forces|army|navy|air force|regiment|battalion|reservist|infantry|corporal|squadron|"
    r"brigade|caporal|forces armees|armee|military|militaire)\b"
)
_OWN: Final = re.compile(
    r"\b(?:self[- ]employed|freelance\w*|own business|sole proprietor|owner|founder|co-owner|travailleu\w+ autonome|"
    r"a mon compte|proprietaire|pigiste)\b"
)
_CARE: Final = re.compile(
    r"\b(?:(?:family|full[- ]time|home) (?:care\w*|parent)|stay[- ]at[- ]home|homemaker|proche aidante?|parental leave|"
    r"(?:car(?:ed|ing)|caregiver|carer|care) (?:for|of) (?:my|an? (?:elderly|ageing|aging|ill)|two|three|family|"
    r"our|the family)\b|raising|looked after my|parent at home|aidante? de ma?)"
)
_FREE: Final = re.compile(r"\b(?:volunteer\w*|benevole\w*|unpaid)\b")


def is_role(words: str) -> bool:
    """Whether words name what somebody is."""
    return bool(_ROLE.search(plain(words)))


def is_place(words: str) -> bool:
    """Whether words name an organisation."""
    return bool(_PLACE.search(plain(words)))


def is_filler(words: str) -> bool:
    """Whether words beside a title say neither what nor where: full-time, two years, a province."""
    return bool(_FILLER.fullmatch(plain(words).strip(" .")))


def is_doing(words: str) -> bool:
    """Whether words tell what was done, as the items under a title do."""
    return bool(_DOING.match(words.strip()))


def is_study(words: str) -> bool:
    """Whether an entry is a course or a degree rather than something done."""
    said = plain(words)
    return bool(_STUDY.search(said)) and not _ROLE.search(re.sub(_STUDY, " ", said))


def title_and_place(parts: Sequence[str]) -> tuple[str, str]:
    """Of what stands around the dates, what somebody was and where: the first two, unless their words say otherwise."""
    if not parts:
        return "", ""
    title = next((part for part in parts if is_role(part) and not _is_only_place(part)), parts[0])
    rest = [part for part in parts if part is not title]
    place = next((part for part in rest if is_place(part)), rest[0] if rest else "")
    return _quiet(title), _quiet(place)


def _quiet(words: str) -> str:
    """Words in capitals as one would write them; a short one may be an acronym."""
    return words.capitalize() if words.isupper() and len(words) > 5 else words  # noqa: PLR2004 -- letters


def _is_only_place(words: str) -> bool:
    """Whether words name an organisation more than a role: Carers’ House, Drivers Ltd."""
    said = plain(words)
    role, place = _ROLE.search(said), [found.start() for found in _PLACE.finditer(said)]
    return bool(place and role and place[-1] > role.start() and not re.search(r"\bof\b|\bat\b|,", said))


def kind_of(section: Section, head: str, whole: str) -> str:
    """Whether it was paid, volunteered, care, service or an own business: by its part, then by its words."""
    by_section = {
        Section.VOLUNTEER: "volunteer",
        Section.MILITARY: "military",
        Section.CARE: "care",
        Section.OWN_BUSINESS: "self_employed",
    }
    if section in by_section:
        return by_section[section]
    said = plain(head)
    for kind, words in (("volunteer", _FREE), ("military", _ARMED), ("care", _CARE), ("self_employed", _OWN)):
        if words.search(said):
            return kind
    return "care" if _CARE.search(plain(whole)) else "paid"
