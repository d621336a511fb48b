"""H09: a fresh production installation: nobody has an account, nothing is open that is for development."""

import pytest

PRIVATE = (
    "/.git/config", "/.env", "/config.py", "/wsgi.py", "/static/", "/static", "/static/../config.py", "/static/css/",
    "/console", "/__debugger__", "/debug", "/?__debugger__=yes&cmd=resource&f=debugger.js", "/server-status",
    "/instance/guildhall.db", "/guildhall.db", "/admin", "/migrations/env.py", "/docs/operations.md",
)  # fmt: skip
DEVELOPMENT = ("/style", "/mailbox", "/mailbox/x.eml")


@pytest.mark.parametrize("path", [*PRIVATE, *DEVELOPMENT])
def test_nothing_is_there_that_was_not_meant_to_be(production, path):
    response = production.test_client().get(path, headers={"Host": "guildhall.example"})
    if path.startswith("/?"):
        assert "debugger" not in response.text
        return
    assert response.status_code in {404, 308}
    if response.status_code == 308:
        return
    assert "SECRET" not in response.text


def test_there_is_no_account(production):
    import sqlalchemy as sa

    from marketplace.accounts.models import Invitation, Membership, Person
    from marketplace.db import db, transaction

    with production.app_context(), transaction(read_only=True):
        assert [
            db.session.scalar(sa.select(sa.func.count()).select_from(kind)) for kind in (Person, Membership, Invitation)
        ] == [0, 0, 0]


@pytest.mark.parametrize("words", [("demo", "seed"), ("demo", "accounts")])
def test_the_demo_world_with_its_known_passwords_is_refused(production, words):
    result = production.test_cli_runner().invoke(args=list(words))
    assert result.exit_code == 1
    assert "GUILDHALL_ENV" in result.output


def test_debugging_is_off(production):
    assert (production.debug, production.testing, production.config["PROPAGATE_EXCEPTIONS"]) == (False, False, None)


def test_no_failpoint_can_be_asked_for(production):
    assert [name for name in production.config if "FAIL" in name.upper()] == []
    assert [
        rule.rule for rule in production.url_map.iter_rules() if "failpoint" in rule.rule or "debug" in rule.rule
    ] == []


def test_the_cookie_is_for_this_host_alone_and_for_no_script(production):
    response = production.test_client().get(
        "/sign-in", headers={"Host": "guildhall.example"}, base_url="https://guildhall.example"
    )
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-guildhall=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
