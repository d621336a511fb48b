"""Themes: employers are counted and not mentions, merging and splitting keep what was coded, and when to stop asking."""

from datetime import timedelta

import pytest

from marketplace.demand.discovery import actions, queries
from marketplace.demand.discovery.models import InsightKind, ThemeChange
from marketplace.demand.discovery.queries import Choice
from marketplace.errors import Refused, Stale
from tests.factories.accounts import sign_in
from tests.factories.demand import NOW, make_employer, make_insight, make_session, make_theme
from tests.factories.programs import make_assignment, make_consortium, make_coordinator, make_partner, make_program


def said(theme, employer=None, at=NOW, kind=InsightKind.PAIN, quote="We lose people."):
    row = make_session(employer, starts_at=at)
    return make_insight(session=row, theme=theme, kind=kind, quote=quote)


def counted(actor, **choice):
    rows = queries.board_rows(actor, queries.board(actor, Choice(**choice)))
    return {row.theme.name: row.employers for row in rows}


def heard_by(coordinator, *employers):
    """Let a coordinator's program reach these employers, and hold them back from other programs."""
    consortium = make_consortium()
    for employer in employers:
        make_partner(consortium=consortium, employer=employer)
    make_assignment(make_program(consortium=consortium), coordinator)


# ---- the board ------------------------------------------------------------------------------------


def test_employers_are_counted_never_mentions(session, staff):
    loud, quiet = make_employer(), make_employer()
    for _ in range(5):
        said("First weeks", loud)
    said("First weeks", quiet)
    said("Handover", loud)

    assert counted(staff) == {"First weeks": 2, "Handover": 1}


def test_the_board_begins_with_what_most_employers_speak_of(session, staff):
    said("Handover")
    for _ in range(3):
        said("First weeks")
    assert list(counted(staff)) == ["First weeks", "Handover"]


def test_the_board_narrows_to_region_sector_kind_and_time(session, staff):
    north = make_employer(region="Northmarch", sector="Food")
    east = make_employer(region="Eastmarch", sector="Food")
    said("First weeks", north, at=NOW - timedelta(days=400))
    said("First weeks", east)
    said("Handover", east, kind=InsightKind.CAUSE)

    assert counted(staff, region="Northmarch") == {"First weeks": 1}
    assert counted(staff, sector="Food") == {"First weeks": 2, "Handover": 1}
    assert counted(staff, sector="Food", region="Nowhere") == {}
    assert counted(staff, kind=InsightKind.CAUSE) == {"Handover": 1}
    assert counted(staff, since=NOW - timedelta(days=30)) == {"First weeks": 1, "Handover": 1}


def test_a_coordinator_counts_the_employers_within_reach(session, staff):
    ours, theirs = make_employer(), make_employer()
    coordinator, other = make_coordinator(), make_coordinator()
    heard_by(coordinator, ours)
    heard_by(other, theirs)
    said("First weeks", ours)
    said("First weeks", theirs)
    said("Zibbel’s secret", theirs)

    assert counted(coordinator) == {"First weeks": 1}
    assert counted(staff) == {"First weeks": 2, "Zibbel’s secret": 1}


def test_each_number_leads_to_its_quotes(session, client, staff):
    north = make_employer("North Mill", region="Northmarch")
    said("First weeks", north, quote="Nobody stays here.")
    said("First weeks", make_employer("East Mill", region="Eastmarch"), quote="They leave at once.")
    sign_in(client, staff)

    board = client.get_page("/discovery/themes?region=Northmarch")
    page = client.get_page(
        next(link for link in board.links.values() if "region=Northmarch" in link and "/themes/" in link)
    )
    assert "1 employer speaks of it" in page.main
    assert page.texts("blockquote") == ["Nobody stays here."]


def test_the_board_asks_as_often_for_many_themes_as_for_one(session, client, staff, counting):
    said("First weeks")
    sign_in(client, staff)
    client.get_page("/discovery/themes")

    def asked():
        with counting() as statements:
            client.get_page("/discovery/themes")
        return len(statements)

    one = asked()
    for number in range(12):
        said(f"Theme {number}")
        said(f"Theme {number}")
    assert asked() == one <= 25


def test_a_withdrawn_consent_takes_the_words_away_at_once_and_leaves_the_number(session, client, staff):
    quote = said("First weeks", quote="Nobody stays here.")
    sign_in(client, staff)
    address = f"/discovery/themes/{quote.theme_id}"
    assert client.get_page(address).texts("blockquote") == ["Nobody stays here."]

    quote.session.may_quote = False
    session.flush()

    page = client.get_page(address)
    assert (page.texts("blockquote"), "Nobody stays here." in page.main) == ([], False)
    assert counted(staff) == {"First weeks": 1}


def test_an_empty_board_says_what_to_do(session, client, staff):
    sign_in(client, staff)
    assert "No quote has a theme yet" in client.get_page("/discovery/themes").main
    assert "No session is coded yet" in client.get_page("/discovery/saturation").main
    assert "No theme fits" in client.get_page("/discovery/themes?region=Nowhere").main


# ---- merge, part, split, rename -------------------------------------------------------------------


def test_a_merged_theme_counts_its_employers_once_and_comes_back_when_parted(session, staff):
    both = make_employer()
    said("First weeks", both)
    said("Early days", both)
    said("Early days")
    early, first = make_theme("Early days"), make_theme("First weeks")

    actions.merge_themes(early, into=first, actor=staff, now=NOW)
    assert counted(staff) == {"First weeks": 2}

    actions.part_theme(early, actor=staff, now=NOW)
    assert counted(staff) == {"Early days": 2, "First weeks": 1}


def test_the_old_name_of_a_merged_theme_leads_to_the_one_that_stays(session, staff):
    early, first = make_theme("Early days"), make_theme("First weeks")
    actions.merge_themes(early, into=first, actor=staff, now=NOW)
    assert actions.theme_named("early DAYS", actor=staff, now=NOW) is first


def test_merging_in_a_row_ends_at_the_last(session, staff):
    one, two, three = make_theme("One"), make_theme("Two"), make_theme("Three")
    said("One")
    actions.merge_themes(one, into=two, actor=staff, now=NOW)
    actions.merge_themes(two, into=three, actor=staff, now=NOW)
    session.expire_all()
    assert counted(staff) == {"Three": 1}
    assert one.now_at is three


def test_a_theme_is_not_merged_into_itself_nor_twice(session, staff):
    one, two = make_theme("One"), make_theme("Two")
    with pytest.raises(Refused, match="into itself"):
        actions.merge_themes(one, into=one, actor=staff, now=NOW)
    actions.merge_themes(one, into=two, actor=staff, now=NOW)
    with pytest.raises(Refused, match="merged meanwhile"):
        actions.merge_themes(one, into=make_theme("Three"), actor=staff, now=NOW)
    with pytest.raises(Refused, match="stands by itself"):
        actions.part_theme(two, actor=staff, now=NOW)


def test_splitting_recodes_the_chosen_quotes_and_no_others(session, staff):
    stays, goes = said("First weeks"), said("First weeks")
    other = actions.split_theme(stays.theme, name="Handover", chosen=[goes.id], actor=staff, now=NOW)

    assert (stays.theme_name, goes.theme_name) == ("First weeks", "Handover")
    assert counted(staff) == {"First weeks": 1, "Handover": 1}
    assert [row.step.value for row in session.query(ThemeChange).filter_by(theme_id=other.id).order_by("seq")] == [
        "create",
        "split_off",
    ]


def test_a_quote_of_another_theme_cannot_be_split_off(session, staff):
    here, elsewhere = said("First weeks"), said("Handover")
    with pytest.raises(Refused, match="Choose the quotes"):
        actions.split_theme(here.theme, name="New", chosen=[elsewhere.id], actor=staff, now=NOW)
    with pytest.raises(Refused, match="another name"):
        actions.split_theme(here.theme, name="first weeks", chosen=[here.id], actor=staff, now=NOW)


def test_a_theme_is_not_renamed_to_another_one(session, staff):
    one, two = make_theme("One"), make_theme("Two")
    with pytest.raises(Refused, match="There is a theme “Two” already"):
        actions.rename_theme(one, name="two", version=one.version, actor=staff, now=NOW)
    actions.rename_theme(one, name="ONE", version=one.version, actor=staff, now=NOW)
    assert one.name == "ONE"
    with pytest.raises(Stale):
        actions.rename_theme(two, name="Twice", version="0", actor=staff, now=NOW)


def test_a_theme_may_take_back_the_name_of_one_that_was_merged_into_it(session, staff):
    one, two = make_theme("One"), make_theme("Two")
    actions.merge_themes(two, into=one, actor=staff, now=NOW)
    actions.rename_theme(one, name="Two", version=one.version, actor=staff, now=NOW)
    assert actions.theme_named("two", actor=staff, now=NOW) is one


def test_a_theme_that_other_programs_hear_too_is_a_leads_to_change(session, staff):
    ours, theirs = make_employer(), make_employer()
    coordinator, other = make_coordinator(), make_coordinator()
    heard_by(coordinator, ours)
    heard_by(other, theirs)
    mine = said("Mine", ours).theme
    shared = said("Shared", ours).theme
    said("Shared", theirs)

    with pytest.raises(Refused, match="Ask a program lead"):
        actions.merge_themes(shared, into=mine, actor=coordinator, now=NOW)
    with pytest.raises(Refused, match="Ask a program lead"):
        actions.merge_themes(mine, into=shared, actor=coordinator, now=NOW)
    with pytest.raises(Refused, match="Ask a program lead"):
        actions.rename_theme(shared, name="Else", version=shared.version, actor=coordinator, now=NOW)
    actions.merge_themes(shared, into=mine, actor=staff, now=NOW)


def test_staff_merge_part_split_and_rename_in_the_browser(session, client, staff):
    said("Early days")
    said("First weeks")
    early, first = make_theme("Early days"), make_theme("First weeks")
    sign_in(client, staff)

    form = client.get_page(f"/discovery/themes/{early.id}/merge").form("/merge")
    there = client.follow(client.submit(form, status=302, other_id=str(first.id)))
    assert "2 employers speak of it" in there.main
    assert "“Early days” merged into it" in there.main

    client.submit(client.get_page(f"/discovery/themes/{early.id}").form("/part"), status=302)
    form = client.get_page(f"/discovery/themes/{early.id}/rename").form("/rename")
    client.submit(form, status=302, name="The first days")
    page = client.get_page(f"/discovery/themes/{early.id}")
    assert "Renamed, before it was “Early days”" in page.main

    quote = queries.quotes_under(early, staff)
    insight = session.scalars(quote).unique().one()
    form = client.get_page(f"/discovery/themes/{early.id}/split").form("/split")
    there = client.follow(client.submit(form, status=302, chosen=[str(insight.id)], name="Somewhere else"))
    assert there.h1 == "Somewhere else"


# ---- when to stop asking --------------------------------------------------------------------------


def test_each_session_shows_the_themes_that_nobody_had_spoken_of_before(session, staff):
    days = [NOW + timedelta(days=number) for number in range(4)]
    said("A", at=days[0])
    second = said("B", at=days[1])
    make_insight(session=second.session, theme="A")
    said("A", at=days[2])
    said("B", at=days[3])

    found = queries.saturation(staff, Choice())
    told = [(row.themes, row.new, row.so_far) for row in found.latest]
    assert told == [(1, 0, 2), (1, 0, 2), (2, 1, 2), (1, 1, 1)]
    assert (found.coded, found.quiet) == (4, 2)
    assert queries.saturation(staff, Choice(), most=2).latest == found.latest[:2]


def test_a_merged_theme_is_no_news(session, staff):
    said("A", at=NOW)
    later = said("B", at=NOW + timedelta(days=1)).theme
    actions.merge_themes(later, into=make_theme("A"), actor=staff, now=NOW)
    assert [row.new for row in queries.saturation(staff, Choice()).latest] == [0, 1]


def test_two_sessions_of_one_moment_bring_a_theme_once(session, staff):
    said("A", at=NOW)
    said("A", at=NOW)
    found = queries.saturation(staff, Choice())
    assert ([row.new for row in found.latest], found.quiet) == ([0, 1], 1)


def test_new_themes_are_counted_among_the_chosen_sessions_and_kinds(session, staff):
    north, east = make_employer(region="Northmarch"), make_employer(region="Eastmarch")
    said("A", north, at=NOW - timedelta(days=400))
    said("A", east, at=NOW)
    said("B", east, at=NOW + timedelta(days=1), kind=InsightKind.CAUSE)

    def told(**choice):
        found = queries.saturation(staff, Choice(**choice))
        return [(row.employer, row.new) for row in found.latest], found.coded, found.quiet

    assert told() == ([(east.name, 1), (east.name, 0), (north.name, 1)], 3, 0)
    assert told(region="Eastmarch") == ([(east.name, 1), (east.name, 1)], 2, 0)
    # what was said before the chosen time is no news in it
    assert told(since=NOW - timedelta(days=30)) == ([(east.name, 1), (east.name, 0)], 2, 0)
    assert told(kind=InsightKind.PAIN) == ([(east.name, 0), (north.name, 1)], 2, 1)
    assert told(region="Nowhere") == ([], 0, 0)


def test_a_coordinator_sees_new_themes_of_employers_within_reach_alone(session, client):
    ours, theirs = make_employer("Ours"), make_employer("Zibbel Works")
    coordinator, other = make_coordinator(), make_coordinator()
    heard_by(coordinator, ours)
    heard_by(other, theirs)
    said("A", theirs, at=NOW - timedelta(days=1))
    said("A", ours, at=NOW)
    sign_in(client, coordinator)

    found = queries.saturation(coordinator, Choice())
    assert [(row.employer, row.new) for row in found.latest] == [("Ours", 1)]
    assert "Zibbel" not in client.get_page("/discovery/saturation").main


def test_the_page_of_new_themes_asks_as_often_for_many_sessions_as_for_one(session, client, staff, counting):
    said("A")
    sign_in(client, staff)
    client.get_page("/discovery/saturation")

    def asked():
        with counting() as statements:
            client.get_page("/discovery/saturation")
        return len(statements)

    one = asked()
    for number in range(15):
        said(f"Theme {number}", at=NOW + timedelta(days=number))
    assert asked() == one <= 25


def test_staff_are_told_when_nothing_new_turns_up(session, client, staff):
    for day in range(4):
        said("A", at=NOW + timedelta(days=day))
    sign_in(client, staff)
    page = client.get_page("/discovery/saturation")
    assert "The last 3 sessions in a row brought no new theme" in page.main
