"""One page of a long list."""

from dataclasses import dataclass
from math import ceil
from typing import Generic, TypeVar

import sqlalchemy as sa
from flask import request

from marketplace.db import db
from marketplace.web.forms import clean

Row = TypeVar("Row")


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


def one_page(rows: sa.Select[Row], *, size: int = 50) -> Listing[Row]:
    """The page that the address asks for with `?page=`; a number beyond the ends gives the nearest page."""
    total = db.session.scalar(sa.select(sa.func.count()).select_from(rows.order_by(None).subquery())) or 0
    pages = max(1, ceil(total / size))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    found = db.session.scalars(rows.limit(size).offset((page - 1) * size)).unique()
    return Listing(list(found), page, pages, total)
