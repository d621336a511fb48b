"""What no form holds: bodies too large, pages that do not exist, methods that a place does not know."""

import uuid
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from marketplace.sides import Side
from tests.factories.accounts import make_actor

PAGES = ("0", "-1", "1000000000", "9" * 40, "second", "", "1.5", "%00", "1&page=2")


def lists(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]


@pytest.mark.parametrize("side", [Side.JOBSEEKER, Side.EMPLOYER, Side.STAFF, Side.ADMIN])
def test_no_page_number_brings_a_list_down(app: Flask, client: Any, side: Side) -> None:
    if side is Side.EMPLOYER:
        from tests.factories.demand import make_employer

        client.sign_in(make_actor(side, organisation=make_employer()))
    elif side is Side.JOBSEEKER:
        from tests.factories.supply import jobseeker_actor, make_jobseeker

        client.sign_in(jobseeker_actor(make_jobseeker()))
    else:
        client.sign_in(make_actor(side))
    tried = 0
    for rule in lists(app):
        if client.get(rule.rule).status_code == 200:
            for page in PAGES:
                tried += 1
                assert client.get(f"{rule.rule}?page={page}").status_code == 200, (rule.endpoint, page)
    assert tried > len(PAGES) * 3


def test_a_body_of_a_megabyte_gets_a_page_that_says_so(client: Any) -> None:
    token = client.csrf_token()
    page = client.send("/sign-in", status=413, csrf_token=token, email="a@b.example", password="x" * 1_100_000)
    assert page.h1
    assert page.faults == []


def test_a_part_of_more_than_half_a_megabyte_is_not_read(client: Any) -> None:
    words = {"csrf_token": client.csrf_token(), "once": str(uuid.uuid4()), "email": "x" * 600_000, "password": "y"}
    parts = (
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{word}\r\n' for name, word in words.items()
    )
    body = "".join(parts) + "--cut--\r\n"  # by hand: the test client would keep so large a body in a file
    response = client.post("/sign-in", data=body, content_type="multipart/form-data; boundary=cut")
    assert response.status_code == 413


def test_an_unknown_address_is_a_404_page(client: Any) -> None:
    page = client.get_page("/no-such-place", status=404)
    assert page.h1


@pytest.mark.parametrize(
    "path", ["/cohorts/not-an-id/apply", "/%00", "/%ff%fe", "/" + "a" * 5000, "/../etc", "/cohorts/%2e%2e"]
)
def test_a_strange_address_is_answered_with_a_page(client: Any, path: str) -> None:
    response = client.get(path)
    assert response.status_code in {301, 302, 308, 400, 404}
    assert not (response.location or "").startswith(("//", "http://elsewhere"))


def test_a_method_that_a_place_does_not_know_is_a_405_page_that_names_those_it_does(client: Any) -> None:
    response = client.get("/sign-out")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]
    assert "<h1" in response.text
    for method in ("put", "delete", "patch"):
        assert getattr(client, method)("/sign-in").status_code in {400, 405}


def test_too_many_fields_are_answered_with_a_page(client: Any) -> None:
    words = {"csrf_token": client.csrf_token(), "once": str(uuid.uuid4())} | {
        f"field{number}": "x" for number in range(5000)
    }
    assert client.post("/sign-in", data=words).status_code in {400, 413, 422}
