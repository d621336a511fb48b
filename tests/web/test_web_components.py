"""What components promise to the person who reads the page."""

from collections.abc import Callable

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired

from marketplace.web.forms import Form
from marketplace.web.showcase import MOVES


class Enquiry(Form):
    name = StringField("Name", validators=[InputRequired("Write your name.")])
    shift = RadioField("Shift", choices=[("day", "Days"), ("night", "Nights")])


@pytest.fixture
def draw(app: Flask) -> Callable[..., LexborHTMLParser]:
    """Draws one component: `draw("figure", "figure('Hired', 3, 4)")`."""

    def drawing(name: str, call: str, **context: object) -> LexborHTMLParser:
        source = f'{{% from "components/{name}.html" import {name} %}}{{{{ {call} }}}}'
        with app.test_request_context():
            return LexborHTMLParser(app.jinja_env.from_string(source).render(**context))

    return drawing


def words(tree: LexborHTMLParser) -> str:
    return " ".join(tree.body.text(separator=" ").split()) if tree.body else ""


def test_the_page_with_every_component_passes_the_checks_of_every_page(client):
    page = client.get_page("/style")
    assert page.h1 == "Every component, on one page"


def test_a_figure_names_its_base_its_bounds_and_what_is_not_known(draw):
    tree = draw("figure", "figure('In work', 32, 41, low=78, high=88, unknown=4)")
    assert words(tree) == "In work 32 of 41 people Between 78% and 88% Unknown 4"


def test_a_figure_about_nobody_says_so_instead_of_zero(draw):
    assert words(draw("figure", "figure('In work', 0, 0)")) == "In work There is nobody to count yet."


def test_a_withheld_figure_shows_no_number(draw):
    tree = draw("figure", "figure('In work', 2, 3, low=66, high=66, withheld='Fewer than five people.')")
    assert words(tree) == "In work Fewer than five people."


def test_one_move_is_filled_and_it_is_not_the_risky_one(draw):
    urls = {move.name: f"/{move.name}" for move in MOVES}
    tree = draw("move_buttons", "move_buttons(moves, urls=urls)", moves=MOVES[::-1], urls=urls)
    assert [node.text() for node in tree.css("button.go")] == ["Put on the waitlist"]
    assert [node.text() for node in tree.css("button")] == ["Not select", "Put on the waitlist", "Offer a seat"]


def test_a_move_without_an_address_is_left_out_and_an_impossible_one_gives_its_reason(draw):
    tree = draw(
        "move_buttons",
        "move_buttons(moves, urls=urls, blocked=[('Begin', 'Two seats are free.')])",
        moves=MOVES,
        urls={"accept": "/accept"},
    )
    assert [node.attributes["action"] for node in tree.css("form")] == ["/accept"]
    assert words(tree) == "Offer a seat Begin Two seats are free."


def test_buttons_carry_tokens_of_their_own_and_the_version_of_the_page(draw):
    tree = draw(
        "move_buttons",
        "move_buttons(moves, urls=urls, version=7)",
        moves=MOVES,
        urls={"accept": "/accept", "waitlist": "/waitlist"},
    )
    tokens = [node.attributes["value"] for node in tree.css("input[name=once]")]
    assert len(set(tokens)) == 2
    assert [node.attributes["value"] for node in tree.css("input[name=version]")] == ["7", "7"]


def test_a_wrong_field_says_so_in_words_and_the_summary_leads_to_it(app, draw):
    with app.test_request_context(method="POST", data={"name": ""}):
        enquiry = Enquiry(meta={"csrf": False})
        enquiry.validate()
    tree = draw("field", "field(enquiry.name, help='As on the door.')", enquiry=enquiry)
    control = tree.css_first("input")
    assert control.attributes["aria-invalid"] == "true"
    told = [
        words(LexborHTMLParser(tree.css_first(f"#{name}").html))
        for name in control.attributes["aria-describedby"].split()
    ]
    assert told == ["As on the door.", "Needs another look: Write your name."]
    summary = draw("error_summary", "error_summary(enquiry)", enquiry=enquiry)
    assert {link.attributes["href"]: link.text() for link in summary.css("a")}["#name"] == "Name: Write your name."


def test_the_woven_bar_shows_the_unknown_as_a_part_of_its_own(draw):
    parts = [
        {"mark": "met", "label": "A", "points": 30, "of": 30},
        {"mark": "unknown", "label": "B", "points": 0, "of": 10},
    ]
    tree = draw("score_parts", "score_parts(parts, total=30, of=40, known=75)", parts=parts)
    assert [(node.attributes["class"], node.attributes["width"]) for node in tree.css(".weave rect")] == [
        ("met", "75.000%"),
        ("unknown", "25.000%"),
    ]
    assert words(tree) == "30 of 40 points · 75% known A 30 of 30 Met B 0 of 10 Unknown"


def test_seats_are_drawn_and_counted_alike(draw):
    tree = draw("seat_bar", "seat_bar(size=10, taken=4, held=2)")
    drawn = [node.attributes["class"] for node in tree.css("rect")]
    assert [drawn.count(kind) for kind in ("taken", "held", "free", "waiting")] == [4, 2, 4, 0]
    assert words(tree) == "4 of 10 confirmed, 2 held, 4 free"


def test_a_table_without_rows_says_who_makes_them_appear(draw):
    tree = draw("data_table", "data_table(['Name'], [], caption='People', empty='Nobody has applied yet.')")
    assert words(tree) == "People Name Nobody has applied yet."
