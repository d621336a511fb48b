"""The vocabulary that comes with the software."""

import csv
from collections import defaultdict
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from marketplace.competencies import actions, queries
from marketplace.competencies.actions.starter import STARTER
from marketplace.competencies.models import Competency, CompetencyLabel, CompetencyRelation, Kind, VocabularyStamp
from marketplace.matcher import Concept, Vocabulary

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def rows():
    with STARTER.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.once
def test_no_name_belongs_to_two_competencies():
    owners = defaultdict(set)
    for row in rows():
        for name in [row["preferred_label"], *row["labels"].split("|")]:
            owners[queries.fold(name)].add(row["code"])
    assert {name: codes for name, codes in owners.items() if len(codes) > 1} == {}


@pytest.mark.once
def test_every_row_is_complete():
    codes = [row["code"] for row in rows()]
    assert len(codes) == len(set(codes)) == 345
    faulty = [
        row["code"]
        for row in rows()
        if not (
            row["kind"] in set(Kind)
            and row["preferred_label"]
            and row["description"].endswith(".")
            and 3 <= len(row["labels"].split("|")) <= 10
            and set(row["broader"].split() + row["related"].split()) <= set(codes) - {row["code"]}
        )
    ]
    assert faulty == []


@pytest.mark.once
def test_a_pair_is_either_broader_or_related():
    broader = {frozenset((row["code"], other)) for row in rows() for other in row["broader"].split()}
    related = {frozenset((row["code"], other)) for row in rows() for other in row["related"].split()}
    assert broader & related == set()


@pytest.mark.once
def test_every_kind_is_there():
    assert {row["kind"] for row in rows()} == set(Kind)


#: What people of six sectors type, most of it not a name as the file has it.
TYPED = {
    "manufacturing and trades": {
        "CNC machinist": "run-cnc-machines",
        "blue print reading": "read-technical-drawings",
        "TIG welders": "weld-tig",
        "PLC programing": "program-plcs",
        "lock out tag out": "lock-out-machines",
        "electricians": "wire-electrical-systems",
    },
    "health and care": {
        "personal support workers": "care-for-people-at-home",
        "taking blood pressure": "take-vital-signs",
        "infection prevention and control": "prevent-infection",
        "EMR": "health-record-systems",
        "child-care": "look-after-children",
    },
    "digital and data": {
        "ETL pipelines": "move-data-between-systems",
        "Golang": "go-language",
        "data labelling": "label-data",
        "GIS mapping": "map-with-gis",
        "pen testing": "watch-for-attacks",
    },
    "clean energy and environment": {
        "solar panel installation": "install-solar-panels",
        "heat pump installer": "install-heat-pumps",
        "energy auditing": "audit-energy-use",
        "EV charger installation": "install-vehicle-chargers",
        "waste water treatment": "treat-water",
    },
    "agriculture and food": {
        "food handlers certificate": "handle-food-safely",
        "HACCP": "food-safety-plans",
        "green house": "grow-in-greenhouses",
        "tractor driving": "drive-a-tractor",
        "dairy farming": "care-for-livestock",
    },
    "logistics": {
        "AZ license": "drive-trucks-long-distance",
        "cross docking": "cross-dock-goods",
        "Incoterms": "trade-terms",
        "air cargo": "ship-by-sea-and-air",
        "fork lift": "drive-a-forklift",
    },
}


@pytest.mark.once
def test_what_people_of_six_sectors_type_comes_first():
    vocabulary = Vocabulary.build(
        Concept(row["code"], row["preferred_label"], tuple(row["labels"].split("|")), row["description"])
        for row in rows()
    )
    asked = {typed: code for phrases in TYPED.values() for typed, code in phrases.items()}
    found = {typed: vocabulary.resolve(typed, limit=1).suggestions for typed in asked}
    assert {typed: some[0].concept_id if some else "" for typed, some in found.items()} == asked


def test_loading_twice_changes_nothing(session):
    first = actions.load_starter(now=NOW)
    counts = [
        session.scalar(select(func.count()).select_from(table))
        for table in (Competency, CompetencyLabel, CompetencyRelation)
    ]
    stamp = session.scalar(select(VocabularyStamp.stamp))
    second = actions.load_starter(now=NOW)
    assert (first.added, first.errors) == (len(rows()), [])
    assert (second.added, second.changed, second.unchanged, second.links_added) == (0, 0, len(rows()), 0)
    assert counts == [
        session.scalar(select(func.count()).select_from(table))
        for table in (Competency, CompetencyLabel, CompetencyRelation)
    ]
    assert session.scalar(select(VocabularyStamp.stamp)) == stamp


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("MS Excel", "spreadsheets"),
        ("c++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("keep a shift calm", "keep-a-shift-calm"),
        ("forklift licence", "drive-a-forklift"),
        ("FORKLIFT LICENSE", "drive-a-forklift"),
        ("resume", "write-a-resume"),
        ("Résumé writing", "write-a-resume"),
        ("problem-solving", "solve-problems"),
        ("CRM", "crm-software"),
        ("upset customers", "calm-an-upset-customer"),
    ],
)
def test_what_people_type_is_understood_without_asking(session, typed, code):
    actions.load_starter(now=NOW)
    assert queries.choose(typed).competency_id == session.scalar(select(Competency.id).where(Competency.code == code))
