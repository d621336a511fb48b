"""One page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final, Generic, TypeVar

import sqlalchemy as sa
from flask import request

from marketplace.db import db
from marketplace.web.forms import clean

Row = TypeVar("Row")
Item = TypeVar("Item")
Rows = sa.Select[*tuple[Any, ...]]  # Any: of one mapped class, or of several columns


SIZE: Final = 25  # rows of a page
ASKED = 200  # characters: nobody types more into a search


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """The rows of one page, its number from 1, how many pages there are and how many rows in all."""

    rows: list[Row]
    page: int
    pages: int
    total: int


def asked(name: str) -> str:
    """The words of a search from the address, as a form would read them; "" without."""
    return str(clean(request.args.get(name, "")[:ASKED]))


def one_page(
    rows: Rows, *, size: int = SIZE, total: int | None = None, ids: sa.Select[Any] | None = None
) -> Listing[Any]:
    """The page that the address asks for with `?page=`; a number beyond the ends gives the nearest page.

    `total` is how many rows there are in all, where the caller has counted them already. A select of several columns
    gives rows with their names. `ids` selects the ids of the same rows in the same order from one table: then only the
    rows of the page are put together, and a long list costs little more than a short one.
    """
    if total is None:
        total = db.session.scalar(sa.select(sa.func.count()).select_from(rows.order_by(None).subquery())) or 0
    pages = max(1, ceil(total / size))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    if ids is None:
        rows = rows.limit(size).offset((page - 1) * size)
    else:
        here = db.session.scalars(ids.limit(size).offset((page - 1) * size)).all()
        rows = rows.where(ids.selected_columns[0].in_(here))
    found: Any = db.session.execute(rows).unique()  # Any: rows or what is in them
    return Listing(list(found if len(rows.column_descriptions) > 1 else found.scalars()), page, pages, total)


def page_of(rows: Sequence[Item], *, size: int = SIZE) -> Listing[Item]:
    """As `one_page`, of rows that are at hand already."""
    pages = max(1, ceil(len(rows) / size))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    return Listing(list(rows[(page - 1) * size : page * size]), page, pages, len(rows))
