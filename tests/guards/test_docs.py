"""docs/data.md is what the tables are."""

import pytest
import sqlalchemy as sa

from tests.guards import data_page

pytestmark = pytest.mark.once


def test_the_page_of_all_tables_is_current():
    assert data_page.PAGE.read_text() == data_page.current(), "the tables have changed: run `make docs`"


def test_a_new_column_changes_the_page():
    def drawn(*columns):
        table = sa.Table("people", sa.MetaData(), sa.Column("id", sa.Uuid, primary_key=True), *columns)
        return data_page.page([table], {"people": "marketplace.accounts.models"}, {})

    assert "| nickname | text, at most 20 | may be empty |" in drawn(sa.Column("nickname", sa.String(20)))
    assert "nickname" not in drawn()
