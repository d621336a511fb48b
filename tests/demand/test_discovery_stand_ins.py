"""Likely stand-ins: what the rules mark, and what they leave alone."""

import time
from itertools import pairwise

import pytest

from marketplace.demand.discovery.queries.stand_ins import LABELS, QUESTIONS, REASONS, StandIn, likely_stand_ins

pytestmark = pytest.mark.once

MARKED = [
    # years
    ("We ask for five years in tech.", "years", "ask for five years"),
    ("5 years of experience in logistics", "years", "5 years of experience"),
    ("At least 3 years' experience", "years", "3 years' experience"),
    ("3+ years as a shift lead", "years", "3+ years as"),
    ("2-4 years of related work experience", "years", "2-4 years of related work experience"),
    ("two to three years of customer service experience", "years", "two to three years of customer service experience"),
    ("Ten years in freight, or nothing.", "years", "Ten years in"),
    ("several years of management", "years", "several years of management"),
    ("minimum of 7 yrs experience", "years", "7 yrs experience"),
    ("Experience: 4 years", "years", "Experience: 4 years"),
    ("many years of proven experience in sales", "years", "many years of proven experience"),
    ("a decade of hospitality", "years", "a decade of"),
    ("We say two years as a lead.", "years", "two years as"),
    ("Extensive experience with customers", "years", "Extensive experience"),
    ("eight years in the trade", "years", "eight years in"),
    ("one year or more working with people", "years", "one year or more working"),
    ("My boss wants 5 years.", "years", "wants 5 years"),
    ("We need ten years, said the recruiter.", "years", "need ten years"),
    ("5 or more years in accounting", "years", "5 or more years in"),
    ("We ask for a year of programming.", "years", "a year of programming"),
    ("years of experience count most", "years", "years of experience"),
    # credentials
    ("A degree is a must.", "credential", "A degree"),
    ("university degree required", "credential", "university degree"),
    ("We wrote diploma because the last one had one.", "credential", "diploma"),
    ("Bachelor's in commerce", "credential", "Bachelor's in"),
    ("an MBA would be nice", "credential", "MBA"),
    ("a master's in anything", "credential", "master's in"),
    ("degree-educated", "credential", "degree-educated"),
    ("High school diploma", "credential", "High school diploma"),
    ("college education", "credential", "college education"),
    ("post-secondary education in a related field", "credential", "post-secondary education"),
    ("The form asks for a certificate in networks.", "credential", "certificate"),
    ("PMP certification preferred", "credential", None),
    ("must be a certified project manager", "credential", "certified"),
    ("a diploma in informatics for a job that is half courage", "credential", None),
    ("CPA or working towards it", "credential", "CPA"),
    ("B.Sc. in biology", "credential", "B.Sc"),
    ("university graduates only", "credential", "university graduates"),
    ("A relevant technical degree", "credential", None),
    ("a degree of science", "credential", None),
    # named employers and schools
    ("experience at a top firm", "named_place", "top firm"),
    ("somebody from a big-four firm", "named_place", "big-four"),
    ("Big Four experience", "named_place", "Big Four"),
    ("ex-FAANG", "named_place", "FAANG"),
    ("from an Ivy League school", "named_place", "Ivy League"),
    ("worked for a leading international company", "named_place", "leading international company"),
    ("a graduate of a renowned university", "named_place", "renowned university"),
    ("blue-chip background", "named_place", "blue-chip"),
    ("experience at Brightwater Logistics", "named_place", "experience at Brightwater Logistics"),
    ("Graduates of Port Elsin College welcome", "named_place", "Graduates of Port Elsin College"),
    ("trained at the Lantern Academy", "named_place", "trained at the Lantern Academy"),
    ("We like people from our competitors.", "named_place", "from our competitors"),
    ("a well-known hotel chain", "named_place", "well-known hotel chain"),
    ("Fortune 500 exposure", "named_place", "Fortune 500"),
    # fit
    ("culture fit matters most", "fit", "culture fit"),
    ("cultural fit", "fit", "cultural fit"),
    ("somebody who fits into our team", "fit", "fits into our team"),
    ("must fit in with the crew", "fit", "fit in with the crew"),
    ("a great fit for our growing family", "fit", "great fit for our growing family"),
    ("they should be one of us", "fit", "one of us"),
    ("we work hard, play hard", "fit", "work hard, play hard"),
    ("the right personality", "fit", "right personality"),
    ("She fits our culture.", "fit", "fits our culture"),
    # age
    ("a young team looks for you", "age", "young"),
    ("Young, dynamic people wanted", "age", "Young"),
    ("a digital native", "age", "digital native"),
    ("digital-natives only", "age", "digital-natives"),
    ("recent graduates", "age", "recent graduates"),
    ("new grad welcome", "age", "new grad"),
    ("an energetic self-starter", "age", "energetic"),
    ("high-energy environment", "age", "high-energy"),
    ("somebody fresh out of college", "age", "fresh out of college"),
    ("not older than 35", "age", "not older than 35"),
    ("under 30, please", "age", "under 30"),
    ("aged 25-35", "age", "aged 25-35"),
    ("you would be overqualified", "age", "overqualified"),
    ("a mature person", "age", "mature person"),
    ("millennials preferred", "age", "millennials"),
    ("youthful spirit", "age", "youthful"),
    # language and origin
    ("native speaker", "origin", "native speaker"),
    ("native English speaker", "origin", "native English speaker"),
    ("English mother tongue", "origin", "mother tongue"),
    ("English as a first language", "origin", "English as a first language"),
    ("no accent", "origin", "no accent"),
    ("speaks without a strong accent", "origin", "without a strong accent"),
    ("Canadian experience", "origin", "Canadian experience"),
    ("local work experience is needed", "origin", "local work experience"),
    ("Canadian-born", "origin", "Canadian-born"),
    ("perfect English", "origin", "perfect English"),
    ("native-level French", "origin", "native-level French"),
    ("North American education", "origin", "North American education"),
    # gaps
    ("no gaps in the resume", "no_gaps", "no gaps"),
    ("continuous employment history", "no_gaps", "continuous employment history"),
    ("must be currently employed", "no_gaps", "must be currently employed"),
    # what a law may ask for
    ("a driver's licence, class 3", "law", "driver's licence"),
    ("AZ licence", "law", "AZ licence"),
    ("forklift ticket", "law", "forklift ticket"),
    ("registered nurse", "law", "registered nurse"),
    ("licensed electrician", "law", "licensed electrician"),
    ("security guard licence", "law", "security guard licence"),
    ("First aid certificate", "law", "First aid"),
    ("police check", "law", "police check"),
    ("legally entitled to work here", "law", "legally entitled to work"),
    ("Must be 19 years of age", "law", "Must be 19 years of age"),
    ("at least 18 years old", "law", "at least 18 years old"),
    ("food handler certificate", "law", "food handler certificate"),
    ("WHMIS", "law", "WHMIS"),
    ("Red Seal cook", "law", "Red Seal"),
    ("a trade certificate", "law", "trade certificate"),
    ("certified forklift driver", "law", "certified forklift driver"),
]
LEFT_ALONE = [
    # years in other senses
    "We have been here for five years.",
    "The company has been 25 years in business.",
    "Five years ago it was paper and phone.",
    "Dispatchers leave within a year.",
    "In the next two years we open a second hub.",
    "a two-year contract",
    "We lost money three years in a row.",
    "Every five years the licence plates change.",
    "The last ten years were good to us.",
    "The machine is twenty years old.",
    "Our ten years lease ends in May.",
    "It took us two years to learn it.",
    "Each new one takes five months to become calm.",
    "Over the past three years in tech we grew.",
    "five years later",
    "A year is a long time.",
    # degrees, masters, certificates in other senses
    "minus 20 degrees in the cold store",
    "a high degree of independence",
    "a degree of calm",
    "to some degree",
    "360-degree feedback",
    "keeps the master data clean",
    "masters the phone",
    "our webmaster",
    "a birth certificate",
    "gift certificates",
    "certificates of origin for each crate",
    "ISO certified",
    "certified organic milk",
    "certified mail",
    "diplomatic with customers",
    # places in other senses
    "Our big four customers pay late.",
    "Experience with spreadsheets",
    "stay firm and friendly",
    "leading a company of soldiers in the play",
    "He is at the top of the stairs.",
    # fit in other senses
    "fits a pipe",
    "a pipe fitter",
    "fit for duty",
    "The shelf must fit the truck.",
    "cultural events in the library",
    # young and native in other senses
    "work with young people",
    "young children need patience",
    "we plant young trees",
    "The bakery on Young Street opens at six.",
    "Call Young & Sons about the door.",
    "native plants",
    "a native app",
    "cloud native",
    "the Canadian experience of our customers",
    "under 30 minutes",
    "under 40 kg",
    "local suppliers",
    "Her accent colour is blue.",
    "mature cheese",
    "energy bills",
    # nothing to mark
    "I need someone who stays calm when three of them are late.",
    "software licences",
    "a creative licence",
    "Reads the papers twice and is not afraid of the phone.",
    "No gaps between the boards.",
    "",
]


@pytest.mark.parametrize(("text", "kind", "words"), MARKED, ids=[text for text, _kind, _words in MARKED])
def test_words_that_may_stand_for_something_else_are_marked(text, kind, words):
    hints = {hint.kind: hint.words for hint in likely_stand_ins(text)}
    assert StandIn(kind) in hints
    assert words is None or hints[StandIn(kind)] == words


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_the_same_words_in_another_sense_are_left_alone(text):
    assert [(hint.kind.value, hint.words) for hint in likely_stand_ins(text)] == []


def test_there_are_more_than_a_hundred_examples():
    assert len(MARKED) >= 100
    assert len(LEFT_ALONE) >= 50
    assert {kind for _text, kind, _words in MARKED} == {kind.value for kind in StandIn}


def test_hints_say_where_they_are_and_never_lie_within_one_another():
    text = "A young team wants 5 years of experience, a degree, a driver's licence and a native English speaker."
    hints = likely_stand_ins(text)
    assert [hint.kind.value for hint in hints] == ["age", "years", "credential", "law", "origin"]
    assert [text[hint.start : hint.end] for hint in hints] == [hint.words for hint in hints]
    assert all(one.end <= following.start for one, following in pairwise(hints))


def test_what_a_law_may_ask_for_is_no_credential():
    assert [hint.kind for hint in likely_stand_ins("a forklift certificate")] == [StandIn.LAW]


def test_every_kind_has_its_label_reason_and_question(app):
    with app.test_request_context():
        for words in (LABELS, REASONS, QUESTIONS):
            assert set(words) == set(StandIn)
            assert all(len(str(sentence)) >= 3 for sentence in words.values())


@pytest.mark.parametrize(
    "part", ["years ", "5 years of ", "a b c d e ", "native ", "experience at A", "no gaps ", "under 3"]
)
def test_a_long_text_takes_no_longer_than_a_long_text(part):
    def took(length):
        text = (part * length)[:length]
        start = time.process_time()
        likely_stand_ins(text)
        return time.process_time() - start

    took(1000)
    assert took(16_000) < max(40 * took(1000), 0.5)


def test_only_so_much_is_looked_at():
    assert likely_stand_ins(" " * 20_000 + "native speaker") == []
