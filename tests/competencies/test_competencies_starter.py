"""The vocabulary that comes with the software."""

import csv
from collections import defaultdict
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from marketplace.competencies import actions, queries
from marketplace.competencies.actions.starter import STARTER
from marketplace.competencies.models import Competency, CompetencyLabel, CompetencyRelation, Kind, VocabularyStamp

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
    assert len(codes) == len(set(codes)) >= 120
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
