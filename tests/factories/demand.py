"""Employers, discovery sessions, quotes and role needs for tests."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from marketplace.accounts.models import Organisation, OrganisationKind
from marketplace.db import db
from marketplace.demand.discovery.models import (
    Answer,
    DiscoverySession,
    GuideProbe,
    GuideQuestion,
    Insight,
    InsightKind,
    InterviewGuide,
    QuoteMark,
    SessionSlot,
    SessionStage,
    Theme,
)
from marketplace.demand.discovery.queries import folded
from marketplace.demand.employers.models import Employer, EmployerContact
from marketplace.demand.employers.queries import name_key
from marketplace.demand.role_needs.models import WEIGHTS, Requirement, RequirementKind, RoleNeed, Stage
from tests.factories.accounts import make_person
from tests.factories.competencies import make_competency

__all__ = [
    "make_answer",
    "make_competency",
    "make_contact",
    "make_draft",
    "make_employer",
    "make_guide",
    "make_insight",
    "make_mark",
    "make_requirement",
    "make_role_need",
    "make_session",
    "make_theme",
]

_number = count(1)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEVER = datetime(2099, 3, 2, 12, tzinfo=UTC)


def _kept(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def make_employer(name: str = "", **overrides) -> Employer:
    """An employer and its organisation; without a name, one that is like no other."""
    name = name or f"Fennel & Rook {next(_number)}"
    organisation = _kept(Organisation(kind=OrganisationKind.EMPLOYER, name=name, created_at=NOW))
    employer: Employer = _kept(
        Employer(**{"id": organisation.id, "name_key": name_key(name), "created_at": NOW} | overrides)
    )
    return employer


def make_contact(employer: Employer | None = None, **overrides) -> EmployerContact:
    """A person to talk to at an employer."""
    employer = employer or make_employer()
    number = next(_number)
    contact: EmployerContact = _kept(
        EmployerContact(
            **{
                "employer_id": employer.id,
                "name": f"Contact {number}",
                "email": f"contact{number}@employer.example",
                "created_at": NOW,
            }
            | overrides
        )
    )
    return contact


def make_guide(questions: int = 2, **overrides) -> InterviewGuide:
    """A guide with a few open questions."""
    frozen_at = overrides.pop("frozen_at", None)
    guide: InterviewGuide = _kept(InterviewGuide(**{"name": "Test guide", "edition": next(_number)} | overrides))
    for position in range(1, questions + 1):
        _kept(
            GuideQuestion(
                guide_id=guide.id,
                part=1 if position * 2 <= questions + 1 else 2,
                position=position,
                topic=f"Topic {position}",
                question=f"How does topic {position} look today?",
                probes=[GuideProbe(position=1, words="Say more about that.")],
            )
        )
    db.session.refresh(guide)
    guide.frozen_at = frozen_at
    db.session.flush()
    return guide


def make_session(employer: Employer | None = None, **overrides) -> DiscoverySession:
    """A discovery session; completed unless told, since most upper rooms start from what was heard."""
    employer = employer or make_employer()
    guide = overrides.pop("guide", None) or make_guide()
    slots = [SessionSlot(starts_at=moment) for moment in overrides.pop("slots", ())]
    interviewer = overrides.pop("interviewer", None) or make_person()
    session: DiscoverySession = _kept(
        DiscoverySession(
            **{
                "employer_id": employer.id,
                "guide_id": guide.id,
                "interviewer_id": interviewer.id,
                "stage": SessionStage.COMPLETED,
                "starts_at": NOW,
                "time_zone": "America/Halifax",
                "may_quote": True,
                "slots": slots,
                "created_at": NOW,
            }
            | overrides
        )
    )
    return session


def make_answer(
    session: DiscoverySession | None = None, words: str = "We lose people in their first month.", **overrides
) -> Answer:
    """An answer to the session's first question that has none yet."""
    session = session or make_session()
    taken = set(db.session.scalars(db.select(Answer.question_id).where(Answer.session_id == session.id)))
    free = next((q for q in session.guide.questions if q.id not in taken), None)
    question_id = overrides.pop("question_id", None) or (free.id if free else None)
    if question_id is None:
        question_id = _kept(
            GuideQuestion(
                guide_id=session.guide_id,
                part=2,
                position=100 + next(_number),
                topic="More",
                question="What else matters?",
            )
        ).id
    answer: Answer = _kept(
        Answer(**{"session_id": session.id, "question_id": question_id, "words": words, "written_at": NOW} | overrides)
    )
    return answer


def make_theme(name: str = "First weeks", **overrides) -> Theme | None:
    """The theme of that name, made when nobody spoke of it yet; none without words."""
    there = db.session.scalar(db.select(Theme).where(Theme.folded == folded(name)))
    if there is not None or not name:
        return there
    made = {"name": name, "folded": folded(name), "created_by_id": make_person().id, "created_at": NOW}
    theme: Theme = _kept(Theme(**made | overrides))
    return theme


def make_mark(employer: Employer | None = None, words: str = "We lose people in their first month.") -> QuoteMark:
    """Words that were marked in a session under way."""
    session = make_session(employer, stage=SessionStage.UNDER_WAY)
    answer = make_answer(session, f"Well. {words}")
    marked: QuoteMark = _kept(
        QuoteMark(
            employer_id=session.employer_id,
            session_id=session.id,
            answer_id=answer.id,
            words=words,
            marked_by_id=session.interviewer_id,
            marked_at=NOW,
        )
    )
    return marked


def make_insight(
    employer: Employer | None = None, quote: str = "We lose people in their first month.", **overrides
) -> Insight:
    """A quote of an employer, with the session and the answer it is part of."""
    session = overrides.pop("session", None) or make_session(employer)
    answer = overrides.pop("answer", None) or make_answer(session, f"Well. {quote} That is how it is.")
    theme = overrides.pop("theme", "First weeks")
    insight: Insight = _kept(
        Insight(
            **{
                "employer_id": session.employer_id,
                "session_id": session.id,
                "answer_id": answer.id,
                "words": quote,
                "kind": InsightKind.PAIN,
                "theme": make_theme(theme) if isinstance(theme, str) else theme,
                "coded_by_id": session.interviewer_id,
                "created_at": NOW,
            }
            | overrides
        )
    )
    return insight


def make_role_need(employer: Employer | None = None, **overrides) -> RoleNeed:
    """A role need; open and confirmed unless `stage` says otherwise."""
    employer = employer or make_employer()
    created_by_id = overrides.pop("created_by_id", None) or make_person().id
    stage = overrides.get("stage", Stage.OPEN)
    confirmed = (
        {} if stage in {Stage.DRAFT, Stage.WITHDRAWN} else {"confirmed_by_id": created_by_id, "confirmed_at": NOW}
    )
    need: RoleNeed = _kept(
        RoleNeed(
            **{
                "employer_id": employer.id,
                "title": f"Shift lead {next(_number)}",
                "stage": stage,
                "openings": 2,
                "place": "Port Elsin",
                "province": "Nova Scotia",
                "hours_per_week": Decimal("37.5"),
                "wage_from": Decimal("24.00"),
                "wage_to": Decimal("28.00"),
                "created_by_id": created_by_id,
                "created_at": NOW,
            }
            | confirmed
            | overrides
        )
    )
    return need


def make_requirement(role_need: RoleNeed | None = None, **overrides) -> Requirement:
    """A requirement of a role need: a must at level 2 unless told."""
    role_need = role_need or make_role_need()
    competency = overrides.pop("competency", None) or make_competency()
    kind = overrides.get("kind", RequirementKind.MUST)
    requirement: Requirement = _kept(
        Requirement(
            **{
                "employer_id": role_need.employer_id,
                "role_need_id": role_need.id,
                "competency_id": competency.id,
                "position": next(_number),
                "level": 2,
                "kind": kind,
                "weight": WEIGHTS[kind],
                "words": "",
            }
            | overrides
        )
    )
    db.session.refresh(role_need)
    return requirement


def make_draft(employer: Employer | None = None, **overrides: Any) -> RoleNeed:
    """A role need that nobody has confirmed yet."""
    return make_role_need(employer, stage=Stage.DRAFT, **overrides)
