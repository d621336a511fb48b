"""Offers in depth: versions of the terms, conditions, what one side asks the other, and why somebody said no."""

import uuid
from typing import Any

import sqlalchemy as sa
from alembic import op

from marketplace.db import UtcDateTime
from migrations.history import protect

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BEFORE = ("draft", "extended", "accepted", "concluded", "declined", "lapsed", "withdrawn", "superseded")
STAGES = (
    "draft",
    "extended",
    "accepted",
    "conditions_pending",
    "conditions_met",
    "conditions_not_met",
    "deferred_start",
    "reinstated",
    "concluded",
    "declined",
    "lapsed",
    "withdrawn",
    "superseded",
)
HELD = ("accepted", "conditions_pending", "conditions_met", "deferred_start", "reinstated")
# What a stage that the former software does not know comes nearest to.
NEAREST = {**dict.fromkeys(HELD[1:], "accepted"), "conditions_not_met": "withdrawn"}
SIDES = ("jobseeker", "employer", "staff", "funder", "admin")


def _words(*words: str, name: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, length=40)


def upgrade() -> None:
    """What stood as conditions, in words, stands as remarks: nobody said of them whether they were met."""
    _stages(BEFORE, STAGES, ("conditions", "remarks"))
    _partly(("draft", "extended", *HELD), HELD)
    _terms()
    _as_they_stand()
    protect("offer_terms")
    _conditions()
    _asks()
    _declines()


def downgrade() -> None:
    """What was accepted under conditions, or for later, is accepted; the words of conditions and asks go."""
    for table in ("offer_declines", "offer_asks", "offer_conditions", "offer_terms"):
        op.drop_table(table)
    for stage, nearest in NEAREST.items():
        op.execute(f"UPDATE offers SET stage = '{nearest}', version = version + 1 WHERE stage = '{stage}'")
    _stages(STAGES, BEFORE, ("remarks", "conditions"))
    _partly(("draft", "extended", "accepted"), ("accepted",))


def _stages(old: tuple[str, ...], new: tuple[str, ...], renamed: tuple[str, str]) -> None:
    """Other stages and another name of a column. SQLite writes the table anew, so what is partial goes before."""
    for name in ("uq_offers_one_live", "uq_offers_one_accepted"):
        op.drop_index(name, "offers")
    with op.batch_alter_table("offers") as batch:
        batch.drop_constraint(batch.f("ck_offers_stage_known"), type_="check")
        batch.alter_column(
            "stage", existing_type=_words(*old, name="stage"), type_=_words(*new, name="stage"), existing_nullable=False
        )
        batch.alter_column(renamed[0], new_column_name=renamed[1], existing_type=sa.Text(), existing_nullable=False)
        batch.create_check_constraint(batch.f("ck_offers_stage_known"), f"stage IN {new}")


def _partly(live: tuple[str, ...], held: tuple[str, ...]) -> None:
    taken = " OR ".join(f"stage = '{one}'" for one in held) if len(held) == 1 else f"stage IN {held}"
    _only_one("uq_offers_one_live", "offers", ["referral_id"], f"stage IN {live}")
    _only_one("uq_offers_one_accepted", "offers", ["jobseeker_id"], f"full_time AND {taken}")


def _only_one(name: str, table: str, columns: list[str], where: str) -> None:
    some = sa.text(where)
    op.create_index(name, table, columns, unique=True, sqlite_where=some, postgresql_where=some)


def _ids(table: str, **columns: str) -> list[Any]:  # Any: columns and constraints
    """Columns that point to other tables, and their keys; `?` before the table's name lets one be empty."""
    found: list[Any] = [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]
    for name, target in columns.items():
        found.append(sa.Column(name, sa.Uuid(), nullable=target.startswith("?")))
        found.append(sa.ForeignKeyConstraint([name], [f"{target.strip('?')}.id"], name=op.f(f"fk_{table}_{name}")))
    return found


def _checks(table: str, **rules: str) -> list[sa.CheckConstraint]:
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in rules.items()]


def _work(*, nullable: bool) -> list[sa.Column[Any]]:
    return [
        sa.Column("starts_on", sa.Date(), nullable=nullable),
        sa.Column("hours_per_week", sa.Numeric(precision=4, scale=1), nullable=nullable),
        sa.Column("wage", sa.Numeric(precision=10, scale=2), nullable=nullable),
        sa.Column("wage_period", _words("hour", "year", name="wageperiod"), nullable=nullable),
    ]


def _terms() -> None:
    table, because = "offer_terms", ("extended", "more_time", "countered", "deferred")
    op.create_table(
        table,
        *_ids(table, offer_id="offers"),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("because", _words(*because, name="because"), nullable=False),
        *_work(nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        *_checks(table, because_known=f"because IN {because}", wage_period_known="wage_period IN ('hour', 'year')"),
        sa.UniqueConstraint("offer_id", "seq", name=op.f(f"uq_{table}_offer_id_seq")),
    )


def _as_they_stand() -> None:
    """The terms of offers that people have seen are their first version."""
    kept = ("starts_on", "hours_per_week", "wage", "wage_period", "expires_at")
    offers = sa.table("offers", sa.column("id", sa.Uuid()), sa.column("extended_at", UtcDateTime()), *_typed(*kept))
    table = sa.table(
        "offer_terms",
        *(sa.column(name, sa.Uuid()) for name in ("id", "offer_id")),
        *(sa.column(name) for name in ("seq", "because")),
        sa.column("at", UtcDateTime()),
        *_typed(*kept),
    )
    seen = sa.select(offers).where(offers.c.extended_at.is_not(None))
    for row in op.get_bind().execute(seen).mappings().all():
        words = {name: row[name] for name in kept} | {"seq": 1, "because": "extended", "at": row["extended_at"]}
        op.execute(sa.insert(table).values(id=uuid.uuid4(), offer_id=row["id"], **words))


def _typed(*names: str) -> list[Any]:  # Any: columns of four types
    kinds: dict[str, Any] = {
        "starts_on": sa.Date(),
        "hours_per_week": sa.Numeric(precision=4, scale=1),
        "wage": sa.Numeric(precision=10, scale=2),
        "wage_period": sa.String(),
        "expires_at": UtcDateTime(),
    }
    return [sa.column(name, kinds[name]) for name in names]


def _conditions() -> None:
    table, by, outcomes = "offer_conditions", ("person", "employer", "others"), ("pending", "met", "waived", "not_met")
    op.create_table(
        table,
        *_ids(table, offer_id="offers", settled_by_id="?people"),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("met_by", _words(*by, name="metby"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("outcome", _words(*outcomes, name="outcome"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *_checks(
            table,
            met_by_known=f"met_by IN {by}",
            outcome_known=f"outcome IN {outcomes}",
            settled_at_a_moment="(outcome = 'pending') = (settled_at IS NULL)",
            settled_by_somebody="(settled_at IS NULL) = (settled_by_id IS NULL)",
        ),
    )
    for column in ("offer_id", "due_on"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _asks() -> None:
    table, kinds, answers = "offer_asks", ("time", "terms", "start"), ("waiting", "agreed", "refused", "closed")
    op.create_table(
        table,
        *_ids(table, offer_id="offers", asked_by_id="people"),
        sa.Column("kind", _words(*kinds, name="kind"), nullable=False),
        sa.Column("side", _words(*SIDES, name="side"), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        *_work(nullable=True),
        sa.Column("answer", _words(*answers, name="answer"), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answer_words", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_checks(
            table,
            kind_known=f"kind IN {kinds}",
            side_known=f"side IN {SIDES}",
            wage_period_known="wage_period IN ('hour', 'year')",
            answer_known=f"answer IN {answers}",
            answered_at_a_moment="(answer = 'waiting') = (answered_at IS NULL)",
            time_until_a_moment="(kind = 'time') = (until IS NOT NULL)",
            start_asked_for="kind = 'time' OR starts_on IS NOT NULL",
            wage_asked_for="(kind = 'terms') = (wage IS NOT NULL)",
            terms_together="(wage IS NULL) = (hours_per_week IS NULL) AND (wage IS NULL) = (wage_period IS NULL)",
            hours_in_range="hours_per_week > 0 AND hours_per_week <= 80",
            wage_positive="wage > 0",
        ),
    )
    op.create_index(op.f(f"ix_{table}_offer_id"), table, ["offer_id"])
    _only_one(f"uq_{table}_one_waiting", table, ["offer_id"], "answer = 'waiting'")


def _declines() -> None:
    table = "offer_declines"
    op.create_table(
        table,
        *_ids(table, offer_id="offers"),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("offer_id", name=op.f(f"uq_{table}_offer_id")),
    )
