"""The demand board: every figure against a hand-computed example, filters, the trend, reach, the summary."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from marketplace.demand.board import actions, queries
from marketplace.demand.board.models import DemandLine, DemandSummary
from marketplace.demand.board.queries.figures import Filter, Standing, Window, tint
from marketplace.demand.role_needs.models import RequirementKind, Stage
from marketplace.sides import Side
from tests.factories.accounts import make_actor, sign_in
from tests.factories.demand import make_competency, make_draft, make_employer, make_requirement, make_role_need
from tests.factories.programs import make_consortium, make_coordinator, make_partner, make_program

NOW = datetime(2027, 6, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
ZEROS = dict.fromkeys(queries.figures.COUNTED, 0)
MUST, SHOULD, TRAIN = RequirementKind


def days(number):
    return TODAY + timedelta(days=number)


def at(number):
    return NOW + timedelta(days=number)


class Market:
    """Three employers, six needs; what each asks for is written beside it."""

    def __init__(self):
        self.calm, self.plan = make_competency("Keep a shift calm"), make_competency("Plan runs")
        self.fennel = make_employer(sector="Freight")
        self.dairy = make_employer(sector="Food")
        self.mill = make_employer(sector="Food")
        self.needs = [
            # open, 3 places, starts in 10 days: now. Confirmed 10 days ago: lately.
            self.need(self.fennel, 3, -10, "Nova Scotia", starts_from=days(10), asks=[(self.calm, MUST, 3), (self.plan, SHOULD, 2)]),
            # partly filled, 5 places of which 2 are taken: all 5 count. Starts in 60 days: soon. Before the window.
            self.need(self.fennel, 5, -100, "Ontario", Stage.PARTLY_FILLED, filled=2, starts_from=days(60), asks=[(self.calm, MUST, 2)]),
            # open, 2 places, starts in a year: later. The last day of the window before.
            self.need(self.dairy, 2, -90, "Nova Scotia", starts_from=days(365), asks=[(self.calm, SHOULD, 4)]),
            # open, 1 place, nobody said when. The first day of the window.
            self.need(self.mill, 1, -89, "Nova Scotia", asks=[(self.calm, TRAIN, 1), (self.plan, MUST, 2)]),
            # filled: no demand any more, but its 4 places count in the trend. Lately.
            self.need(self.dairy, 4, -5, "Nova Scotia", Stage.FILLED, filled=4, asks=[(self.plan, MUST, 2)]),
            # withdrawn, lately: counts nowhere.
            self.need(self.dairy, 9, -4, "Nova Scotia", Stage.WITHDRAWN, asks=[(self.plan, MUST, 2)]),
        ]  # fmt: skip
        self.draft = make_draft(self.mill, openings=7, created_at=at(-3))
        make_requirement(self.draft, competency=self.plan, level=3)

    def need(self, employer, openings, confirmed, province, stage=Stage.OPEN, *, asks, **facts):
        need = make_role_need(
            employer, openings=openings, province=province, stage=stage, created_at=at(confirmed - 2), **facts
        )
        need.confirmed_by_id, need.confirmed_at = need.created_by_id, at(confirmed)
        for competency, kind, level in asks:
            make_requirement(need, competency=competency, kind=kind, level=level)
        return need

    #: The whole board, counted by hand.
    CALM = ZEROS | {
        "employers": 3, "needs": 4, "openings": 11, "must": 2, "should": 1, "will_train": 1,
        "level_1": 1, "level_2": 1, "level_3": 1, "level_4": 1,
        "starts_now": 3, "starts_soon": 5, "starts_later": 2, "starts_unknown": 1, "lately": 4, "before": 7,
    }  # fmt: skip
    PLAN = ZEROS | {
        "employers": 2, "needs": 2, "openings": 4, "must": 1, "should": 1, "level_2": 2,
        "starts_now": 3, "starts_unknown": 1, "lately": 8, "before": 0,
    }  # fmt: skip


@pytest.fixture
def market(session):
    return Market()


def figures(board):
    return {line.name: {name: getattr(line, name) for name in ZEROS} for line in board.lines}


def counted(actor=None, **filters):
    return queries.board(Filter(**filters), actor or make_actor(Side.STAFF), now=NOW)


def test_the_whole_board_is_what_was_counted_by_hand(market):
    board = counted()
    assert figures(board) == {"Keep a shift calm": Market.CALM, "Plan runs": Market.PLAN}
    assert board.totals == queries.Totals(employers=3, needs=4, openings=11, requirements=6)
    assert (board.window, board.window.before()) == (
        Window(days(-89), TODAY),
        Window(days(-179), days(-90)),
    )
    assert board.lines[0].trend == {"Keep a shift calm": -3, "Plan runs": 8}[board.lines[0].name]


def test_a_province_narrows_every_number(market):
    assert figures(counted(provinces=("Nova Scotia",)))["Keep a shift calm"] == ZEROS | {
        "employers": 3, "needs": 3, "openings": 6, "must": 1, "should": 1, "will_train": 1,
        "level_1": 1, "level_3": 1, "level_4": 1,
        "starts_now": 3, "starts_later": 2, "starts_unknown": 1, "lately": 4, "before": 2,
    }  # fmt: skip


def test_a_sector_and_employers_narrow_every_number(market):
    food = figures(counted(sectors=("Food",)))
    assert {name: food[name]["openings"] for name in food} == {"Keep a shift calm": 3, "Plan runs": 1}
    both = figures(counted(employers=(market.fennel.id, market.mill.id), sectors=("Food",)))
    assert both == {
        "Keep a shift calm": ZEROS
        | {
            "employers": 1,
            "needs": 1,
            "openings": 1,
            "will_train": 1,
            "level_1": 1,
            "starts_unknown": 1,
            "lately": 1,
        },
        "Plan runs": ZEROS
        | {
            "employers": 1,
            "needs": 1,
            "openings": 1,
            "must": 1,
            "level_2": 1,
            "starts_unknown": 1,
            "lately": 1,
        },
    }


def test_a_part_of_a_name_stands_for_the_employers_that_have_it(market, client):
    market.dairy.organisation.name = "Bramblewick Dairy"
    market.dairy.name_key = "bramblewick dairy"
    sign_in(client, make_actor(Side.STAFF))
    page = client.get_page("/demand?name=bramble")
    assert page.texts("tbody td")[:2] == ["1", "2"]
    assert "Nobody asks for anything here" in client.get_page("/demand?name=Nowhere").main
    assert len(client.get_page(page.links["Keep a shift calm"]).texts("tbody tr")) == 1


def test_a_period_counts_both_of_its_days_and_compares_with_the_equal_one_before(market):
    board = counted(since=days(-89), until=days(-10))
    assert board.window.days == 80
    assert {name: (row["openings"], row["lately"], row["before"]) for name, row in figures(board).items()} == {
        "Keep a shift calm": (4, 4, 7),
        "Plan runs": (4, 4, 0),
    }
    assert figures(counted(since=days(-88), until=days(-11))) == {}


@pytest.mark.parametrize(
    ("standing", "openings"),
    [
        (Standing.LIVE, {"Keep a shift calm": 11, "Plan runs": 4}),
        (Standing.CONFIRMED, {"Keep a shift calm": 11, "Plan runs": 8}),
        (Standing.FILLED, {"Plan runs": 4}),
        (Standing.DRAFT, {"Plan runs": 7}),
        (Standing.EXPIRED, {}),
    ],
)
def test_where_the_needs_stand_decides_which_count(market, standing, openings):
    assert {name: row["openings"] for name, row in figures(counted(standing=standing)).items()} == openings


def test_a_coordinator_counts_only_what_is_within_reach(market):
    """An employer that another program holds is out of reach; whom no program holds is everybody's."""
    consortium = make_consortium()
    make_partner(consortium=consortium, employer=market.fennel)
    make_program(consortium=consortium)
    actions.summarize(now=NOW)

    board = counted(make_coordinator())

    assert (board.kept, board.totals) == (False, queries.Totals(employers=2, needs=2, openings=3, requirements=3))
    assert {name: row["openings"] for name, row in figures(board).items()} == {"Keep a shift calm": 3, "Plan runs": 1}


def test_the_summary_tells_what_would_be_counted_at_its_moment(market, session):
    live = counted()
    actions.summarize(now=NOW)
    make_requirement(make_role_need(openings=50), competency=market.calm)

    kept = counted()

    assert (kept.kept, kept.counted_at, kept.totals, kept.window) == (True, NOW, live.totals, live.window)
    assert figures(kept) == figures(live)
    assert not counted(provinces=("Nova Scotia",)).kept


def test_a_newer_summary_takes_the_place_of_the_older_and_a_repeat_changes_nothing(market, session):
    for hours in (0, 0, 1, 1):
        actions.summarize(now=NOW + timedelta(hours=hours))
    assert [row.counted_at for row in session.query(DemandSummary)] == [NOW + timedelta(hours=1)]
    assert session.query(DemandLine).count() == 2


def test_an_empty_installation_has_a_summary_with_nothing_in_it(session):
    actions.summarize(now=NOW)
    assert counted().lines == []


def test_statements_are_as_many_for_ten_needs_as_for_one(session, counting):
    competency = make_competency()
    make_requirement(make_role_need(), competency=competency)
    lead = make_actor(Side.STAFF)
    counted(lead, provinces=("Nova Scotia",))
    with counting() as one:
        counted(lead, provinces=("Nova Scotia",))
    for _number in range(9):
        make_requirement(make_role_need())
    session.expire_all()
    with counting() as ten:
        counted(lead, provinces=("Nova Scotia",))
    assert len(one) == 2  # the signs that nothing has changed
    assert len(ten) == 2 + 2  # and everything is read again


@pytest.mark.parametrize(("number", "most", "tinted"), [(0, 9, 0), (1, 100, 1), (25, 100, 1), (26, 100, 2), (100, 100, 4), (0, 0, 0), (-3, 9, 0)])  # fmt: skip
def test_only_nothing_has_no_tint(number, most, tinted):
    assert tint(number, most) == tinted


# ---- pages ----------------------------------------------------------------------------------------


def test_the_page_shows_the_numbers_and_leads_to_the_needs_with_the_same_filter(market, client):
    sign_in(client, make_actor(Side.STAFF))
    page = client.get_page("/demand?province=Nova+Scotia&sort=name")
    assert page.texts("tbody th") == ["Keep a shift calm", "Plan runs"]
    link = page.links["Keep a shift calm"]

    there = client.get_page(link)

    assert "province=Nova" in link
    assert len(there.texts("tbody tr")) == 3
    assert market.needs[1].title not in there.main


def test_neither_view_of_the_board_tells_other_numbers(market, client):
    sign_in(client, make_actor(Side.STAFF))
    heat, table = (client.get_page(f"/demand?sort=name{view}") for view in ("", "&view=table"))
    assert heat.texts("tbody td") == table.texts("tbody td")


@pytest.mark.parametrize(
    "words",
    [
        "employer=nobody&province=&sector=%27&since=yesterday&until=9999-99-99&stage=gone&sort=age&page=-4",
        "since=0001-01-01&until=9999-12-31",
        "since=2027-05-01&until=2027-04-01",
        "&".join(["employer=1"] * 300),
    ],
)
def test_whatever_stands_in_the_address_the_board_answers(market, client, words):
    sign_in(client, make_actor(Side.STAFF))
    assert client.get(f"/demand?{words}").status_code == 200


def test_wages_and_places_of_a_need_are_no_matter(session):
    make_requirement(
        make_role_need(hours_per_week=Decimal(8), wage_from=None, wage_to=None, starts_from=date(2020, 1, 1))
    )
    assert figures(counted()).popitem()[1]["starts_now"] == 2
