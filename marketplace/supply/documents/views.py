"""A file is only ever sent as an attachment, to whoever may read it; everybody finds their own in a list."""

from functools import partial
from io import BytesIO

from flask import Blueprint, render_template, send_file

from marketplace.db import bookkeep, db
from marketplace.sides import Side
from marketplace.supply.documents import actions, queries
from marketplace.web.access import load, me, now, open_to

blueprint = Blueprint("documents", __name__, template_folder="templates")
ALONE = "default-src 'none'; sandbox"  # a browser that opens it in spite of everything runs nothing


@blueprint.get("/me/files")
@open_to(Side.JOBSEEKER)
def mine():
    return render_template("documents/mine.html", documents=db.session.scalars(queries.own(me())).all())


@blueprint.get("/documents/<uuid:document_id>")
@open_to(Side.JOBSEEKER, Side.EMPLOYER, Side.STAFF)
def download(document_id):
    document = load(queries.visible_to(me()), document_id)
    if document.person_id != me().person_id:
        bookkeep(partial(actions.note_reading, document.id, document.person_id, actor=me(), now=now()))
    content = BytesIO(queries.content_of(document.id))
    answer = send_file(content, mimetype=document.media_type, as_attachment=True, download_name=document.name)
    answer.headers["Content-Security-Policy"] = ALONE
    return answer
