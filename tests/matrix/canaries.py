"""A word that exists nowhere else, in every private field of every row of the cast, and who may read it.

`canaries.toml` says it for each column of the schema that holds words; a column that it does not know fails.
"""

import itertools
import re
import string
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from marketplace.accounts.models import Membership
from marketplace.db import Base, db
from marketplace.demand.consortium.models import HiringPartner
from marketplace.demand.discovery.models import SessionStage
from marketplace.demand.programs.models import Module
from marketplace.sides import Actor
from marketplace.supply.applications.models import Application
from marketplace.supply.applications.models import Stage as ApplicationStage
from marketplace.supply.enrolments.models import Assessment, Enrolment
from tests.factories import applications, competencies, demand, discovery, hiring, interests, programs, supply
from tests.factories.offers import make_ask, make_condition
from tests.matrix import mirror
from tests.matrix.world import World

FILE = Path(__file__).parent / "canaries.toml"
BIRD = re.compile(r"zq[a-z]{6}")
_letters = ("".join(letters) for letters in itertools.product(string.ascii_lowercase, repeat=6))
# How a word has to look where the application reads it again.
SHAPES = {"email": "{}@guildhall.example", "address": "https://{}.example/", "to_address": "{}@guildhall.example"}
# Whose members may know who a person is. A talks with J and has K before it without a name; B talks with K,
# who stands for the other candidate and has with B what J has with A (mirror.py).
KNOWN_TO = {"J": {"A", "A_recruiter", "A_interviewer"}, "K": {"B"}, "J2": {"X"}}
MET = {"A": {"J", "K"}, "B": {"K"}, "X": {"J2"}}
FELLOWS = {"A": {"B"}, "B": {"A", "A_recruiter"}}
MEMBERS = {"A": {"A", "A_recruiter", "A_interviewer"}, "B": {"B"}, "X": {"X"}}
AT_HOME = {"J", "K", "A", "B"}


def text_columns() -> Iterator[sa.Column[Any]]:
    """Every column of the schema that holds words: text, and JSON."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            words = isinstance(column.type, (sa.String, sa.JSON, sa.LargeBinary))
            if words and not isinstance(column.type, sa.Enum):
                yield column


def said() -> dict[str, dict[str, str]]:
    """What the file says: `nothing_private`, `nobody` and `readers`, each by table or by table.column."""
    return tomllib.loads(FILE.read_text())


@dataclass(frozen=True)
class Owner:
    """Whose a row is, by the short names of the cast; `kept` for what is not yet shown to its other side."""

    person: str = ""
    employer: str = ""
    kept: bool = False

    def readers(self, who: str) -> set[str]:
        """The personas that may read a field, from the words of the file."""
        names = set(who.split())
        if self.kept:
            names &= {"hiring", "staff"} if self.employer else {"person"}
        return {persona for name in names for persona in self._personas(name)}

    def _personas(self, name: str) -> set[str]:
        members = MEMBERS.get(self.employer, set())
        return {
            "person": {self.person} & {"J", "J2", "K"},
            "employer": members,
            "hiring": members - {"A_interviewer"},
            "knowing": KNOWN_TO.get(self.person, set()),
            "met": MET.get(self.employer, set()),
            "fellows": FELLOWS.get(self.employer, set()),
            "staff": {"lead", "S" if {self.person, self.employer} & AT_HOME else "S_other"},
            "admin": {"admin"},
        }[name]


@dataclass
class Aviary:
    """Every word that was put somewhere: its field, and who may read it."""

    fields: dict[str, str] = field(default_factory=dict)
    readers: dict[str, set[str]] = field(default_factory=dict)

    def seen_wrongly(self, text: str, persona: str) -> set[str]:
        """The fields whose words stand in a text that this persona may not read them in."""
        return {self.fields[bird] for bird in self.seen(text) if persona not in self.readers[bird]}

    def seen(self, text: str) -> set[str]:
        return {bird for bird in BIRD.findall(text.replace("\r\n ", "").lower()) if bird in self.fields}


# ---- the rows -----------------------------------------------------------------------------------------


def furnish(world: World) -> None:
    """What the world lacks: K, unknown to A and at work with B, what B and X told, drafts, a completed session of A."""
    _unknown_person(world)
    need = world.ids["need"]
    for name in ("employer", "competitor", "outsider"):
        employer = world.ids[name]
        session = demand.make_session(
            employer, stage=SessionStage.COMPLETED, contact_id=demand.make_contact(employer).id
        )
        insight = demand.make_insight(session=session)
        discovery.make_probe(employer)
        discovery.make_contradiction(employer, settled_at=demand.NOW, settled_by_id=session.interviewer_id)
        role = demand.make_role_need(employer)
        demand.make_requirement(role, insight_id=insight.id)
        if name != "employer":
            offer = hiring.make_offer(referral=_met(world, name, role))
            make_condition(offer)
            make_ask(offer, "terms", answer="refused", answer_words="Not now.")
    hiring.make_offer(
        "draft",
        referral=hiring.make_referral(
            "interviewing", role_need=demand.make_role_need(need.employer), jobseeker=world.ids["jobseeker"]
        ),
    )
    _learned(world)
    later = programs.make_cohort(program_id=world.ids["program_id"])
    supply.make_application(cohort=later, jobseeker=world.ids["jobseeker"], stage=ApplicationStage.DRAFT)
    _asked_and_waiting(world)
    mirror.furnish(world)
    db.session.commit()


def _asked_and_waiting(world: World) -> None:
    """What J was asked and answered, what it takes to graduate with J, and who waits for another cohort."""
    application = db.session.get_one(Application, world.ids["application_id"])
    applications.make_request(
        application=application, answer="Here it is.", answered_at=supply.NOW, closed_at=supply.NOW
    )
    supply.make_graduation_requirement(cohort=world.ids["enrolment"].cohort)
    interests.make_interest(program_id=world.ids["program_id"], question="Is there a lift?")


def _learned(world: World) -> None:
    """What was seen of J in training, and of K at work; and no partner wants to be named in public."""
    taught = db.session.get_one(Module, world.ids["module_id"]).teaches[0].competency
    seen = supply.make_evidence(claim=supply.make_claim(jobseeker=world.ids["jobseeker"], competency=taught))
    coordinator = world.people["S"]
    assert coordinator is not None
    assessment = Assessment(
        enrolment_id=world.ids["enrolment_id"],
        competency_id=taught.id,
        evidence_id=seen.id,
        level=2,
        assessed_by_id=coordinator.person_id,
        at=supply.NOW,
    )
    db.session.add(assessment)
    role = demand.make_role_need(world.ids["competitor"])
    person = world.ids["unknown"]
    enrolment = db.session.scalars(sa.select(Enrolment).where(Enrolment.jobseeker_id == person.id)).one()
    hired = hiring.make_referral("hired", role_need=role, jobseeker=person)
    hiring.make_placement("verified", referral=hired, enrolment=enrolment)
    db.session.execute(sa.update(HiringPartner).values(may_be_named=False))


def _unknown_person(world: World) -> None:
    somebody = supply.make_jobseeker(consented=True)
    world.ids["unknown"] = somebody
    supply.make_experience(jobseeker=somebody)
    supply.make_evidence(claim=supply.make_claim(jobseeker=somebody, competency=competencies.make_competency()))
    supply.make_enrolment(cohort=world.ids["cohort"], jobseeker=somebody, stage="graduated_on_time")
    hiring.make_referral("shared_with_employer", role_need=world.ids["need"], jobseeker=somebody)


def _met(world: World, name: str, role: Any) -> Any:
    person = world.ids["stranger" if name == "outsider" else "unknown"]
    return hiring.make_referral("offered", role_need=role, jobseeker=person)


# ---- the words ----------------------------------------------------------------------------------------


def release(world: World) -> Aviary:
    """Put a word of its own into every private field of the cast's rows."""
    aviary, file, owners = Aviary(), said(), _Owners(world)
    for column in text_columns():
        who = file["readers"].get(
            f"{column.table.name}.{column.name}", file["nobody"].get(f"{column.table.name}.{column.name}")
        )
        if who is None:
            continue
        readable = f"{column.table.name}.{column.name}" in file["readers"]
        for row in db.session.execute(sa.select(column.table)).mappings().all():
            owner = owners.of(column.table, row)
            if owner is not None:
                bird = "zq" + next(_letters)
                _put(column, row, SHAPES.get(column.name, "{}").format(bird))
                aviary.fields[bird] = f"{column.table.name}.{column.name}"
                aviary.readers[bird] = owner.readers(who) if readable else set()
    db.session.commit()
    db.session.expire_all()
    return aviary


def _put(column: sa.Column[Any], row: Any, words: str) -> None:
    here = sa.and_(*(key == row[key.name] for key in column.table.primary_key))
    with _written_over(column.table):
        db.session.execute(sa.update(column.table).where(here).values({column.name: words}))


@contextmanager
def _written_over(table: sa.Table) -> Iterator[None]:
    """Let rows that are otherwise only appended be written over, so that a word can be put into them."""
    if not table.info.get("append_only"):
        yield
        return
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
        yield
        db.session.execute(sa.text(f"ALTER TABLE {table.name} ENABLE TRIGGER USER"))
        return
    kept = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    triggers = db.session.execute(kept, {"table": table.name}).all()
    for name, _sql in triggers:
        db.session.execute(sa.text(f"DROP TRIGGER {name}"))
    yield
    for _name, written in triggers:
        db.session.execute(sa.text(written.replace(":", r"\:")))


class _Owners:
    """Follows a row's keys to the person and the employer that it belongs to."""

    def __init__(self, world: World) -> None:
        ids = world.ids
        self.cast = {
            ids["jobseeker"].id: "J",
            ids["stranger"].id: "J2",
            ids["unknown"].id: "K",
            ids["employer"].id: "A",
            ids["competitor"].id: "B",
            ids["outsider"].id: "X",
        }
        self.rows: dict[str, dict[Any, Any]] = {}

    def of(self, table: sa.Table, row: Any) -> Owner | None:
        names = self._names(table, row) or OF_THE_PROGRAM.get(table.name, set())
        person = next((name for name in names if name in {"J", "J2", "K"}), "")
        employer = next((name for name in names if name in {"A", "B", "X"}), "")
        stage = str(row.get("stage") or "")
        kept = (table.name, stage) in {("applications", "draft"), ("offers", "draft")}
        return Owner(person, employer, kept) if names else None

    def _names(self, table: sa.Table, row: Any) -> set[str]:
        found = {self.cast[row["id"]]} if row.get("id") in self.cast else set()
        for key in table.foreign_keys:
            value, goal = row[key.parent.name], key.column.table
            if goal.name in {"people", "organisations"} and key.parent.name not in {"person_id", "organisation_id"}:
                continue  # who did it, not whose it is
            if value in self.cast:
                found.add(self.cast[value])
            elif value is not None and goal.name not in NOT_FOLLOWED:
                found |= self._names(goal, self._row(goal, value))
        return found

    def _row(self, table: sa.Table, key: Any) -> Any:
        if table.name not in self.rows:
            all_of_them = db.session.execute(sa.select(table)).mappings().all()
            self.rows[table.name] = {row[next(iter(table.primary_key)).name]: row for row in all_of_them}
        return self.rows[table.name].get(key, {column.name: None for column in table.columns})


#: Rows of the program in which J learns, and of nobody in the cast.
OF_THE_PROGRAM = {"graduation_requirements": {"J"}, "interests": {"J"}}
NOT_FOLLOWED = {"people", "organisations", "competencies", "modules", "cohorts", "programs", "change_notes"}


def addresses_of(actor: Actor | None) -> str:
    """The mail address of a persona, to tell whose mail is whose."""
    if actor is None:
        return ""
    return db.session.get_one(Membership, actor.membership_id).person.email
