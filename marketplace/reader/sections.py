"""Which part of a résumé a line stands in, by the headings that people give to the parts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from marketplace.reader.dates import dates_in, plain


class Section(StrEnum):
    """What a part of a résumé is about."""

    TOP = "top"
    WORK = "work"
    VOLUNTEER = "volunteer"
    MILITARY = "military"
    CARE = "care"
    OWN_BUSINESS = "own_business"
    STUDIES = "studies"
    OTHER = "other"


#: The words of headings, without accents. A heading is these and nothing else.
_HEADINGS: Final = {
    Section.WORK: "work experience|experience|professional experience|employment|employment history|work history|"
    "relevant experience|career history|experience and achievements|related experience|other experience|"
    "additional experience|career|jobs|my jobs|where i have worked|what i have done|paid work|recent experience|"
    "professional background|employment experience|previous experience|experience professionnelle|experiences|"
    "experiences professionnelles|experience de travail|emplois|parcours professionnel|experiences de travail|"
    "leadership experience|selected experience|experience highlights|customer service experience",
    Section.VOLUNTEER: "volunteering|volunteer experience|volunteer work|community involvement|community service|"
    "community|volunteer|volunteer and community work|volunteer history|benevolat|experience benevole|"
    "engagement communautaire|engagement|implication sociale|community work|giving back|volunteer activities",
    Section.MILITARY: "military service|military experience|military|service|service militaire|military history",
    Section.CARE: "family care|caregiving|care|caring|family|at home|care work|proche aidance|family responsibilities",
    Section.OWN_BUSINESS: "self-employment|self employment|own business|my business|freelance|freelance work|"
    "travail autonome|self-employed|freelance experience|entreprise",
    Section.STUDIES: "education|education and training|training|studies|academic background|qualifications|formation|"
    "certifications|certificates|certificates and training|licences|licenses|courses|professional development|etudes|"
    "diplomes|certificats|education and certificates|certifications and training|licences and certificates|schooling|"
    "training and certificates|learning|awards|education and awards|formation et certificats",
    Section.OTHER: "skills|key skills|core skills|technical skills|summary|profile|about me|about|objective|languages|"
    "references|interests|hobbies|contact|personal|competences|langues|profil|objectif|interets|projects|"
    "career objective|core competencies|competencies|strengths|highlights|summary of qualifications|personal profile|"
    "professional summary|career summary|loisirs|sommaire|skills and abilities|areas of expertise|tools|software|"
    "logiciels|publications|achievements|highlights of qualifications|what i can do|personal details|coordonnees|"
    "a propos|skills and strengths|technical|languages and tools|profile summary|additional information",
}
_BY_WORDS: Final = {words: section for section, listed in _HEADINGS.items() for words in listed.split("|")}
_SPACED: Final = re.compile(r"(?:\w ){3,}\w")
_LONGEST: Final = 45


@dataclass(frozen=True)
class Line:
    """A line in its part; `number` is its place among all lines."""

    number: int
    words: str
    section: Section


def heading_of(line: str) -> Section | None:
    """The part that a line begins, or None when it is no heading."""
    words = line.strip(" :.-–—_=#|•\t")
    named, colon, _rest = words.partition(": ")
    if colon and _BY_WORDS.get(plain(named)) in {Section.OTHER, Section.STUDIES}:
        return _BY_WORDS[plain(named)]
    if not words or len(words) > _LONGEST or line.startswith("• "):
        return None
    if _SPACED.fullmatch(words):
        words = words.replace(" ", "")
    words = re.sub(r"\s*(?:&|/|\+|\band\b|\bet\b)\s*", " and ", plain(words).replace("’", "'"))
    words = " ".join(words.split())
    known = _BY_WORDS.get(words) or _BY_WORDS.get(words.replace("my ", ""))
    if known is not None:
        return known
    first, _and, second = words.partition(" and ")
    return _BY_WORDS.get(first) if second in _BY_WORDS else None


def parts_of(lines: Sequence[str]) -> Iterator[Line]:
    """Each line but the headings, with the part it stands in. Without any heading all of it may be work."""
    headings = {number: section for number, line in enumerate(lines) if (section := heading_of(line))}
    named = bool({Section.WORK, Section.VOLUNTEER, Section.MILITARY, Section.CARE} & set(headings.values()))
    now = Section.TOP if named else Section.WORK
    for number, line in enumerate(lines):
        if number in headings and not dates_in(line):
            now = headings[number] if named or headings[number] is not Section.OTHER else Section.OTHER
        else:
            yield Line(number, line, now)
