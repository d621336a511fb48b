"""The field for a file: what it holds after it was read is looked through, or the form says what is wrong."""

from flask import current_app
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import FileField

from marketplace.accounts.views.limits import count_apart
from marketplace.db import db
from marketplace.errors import Refused
from marketplace.reader.kinds import ENDINGS, LARGEST, FileKind
from marketplace.reader.scanning import NoScanner, is_clean
from marketplace.supply.documents.actions import hand_over
from marketplace.web.access import maybe_me

PAPERS = (FileKind.PDF, FileKind.DOCX, FileKind.ODT, FileKind.TEXT)


class DocumentField(FileField):
    """A file of one of `kinds`; `data` is a `Handed` for `documents.actions.keep`, or None when none was chosen.

    `file_name` is the name of a file that came but is not kept: a form that is shown again says to choose it again.
    Use `InputRequired` for one that must be there. The route needs `@takes_files`.
    """

    def __init__(self, label=None, validators=None, *, kinds=tuple(FileKind), **options):
        accept = ",".join(ending for kind in kinds for ending in ENDINGS[kind])
        super().__init__(label, validators, render_kw={"accept": accept}, **options)
        self.kinds, self.file_name = kinds, ""

    def process_formdata(self, valuelist):
        self.data = None
        sent = next((one for one in valuelist if one), None)
        if sent is None:
            return
        if not isinstance(sent, FileStorage):
            raise ValueError(_("The file did not arrive. Choose it again."))  # noqa: TRY004 -- what WTForms shows
        self.file_name = sent.filename or ""
        sent.stream.seek(0)
        try:
            _let_go()
            self.data = hand_over(self.file_name, sent.stream.read(LARGEST + 1), self.kinds)
        except Refused as refusal:
            raise ValueError(refusal.sentence) from None
        self._scan()

    def _scan(self):
        """Ask the scanner of this installation, if it has one."""
        address = current_app.config["VIRUS_SCANNER"]
        if not address:
            return
        try:
            clean = is_clean(self.data.content, address)
        except NoScanner:
            self.data = None
            raise ValueError(
                _("Files cannot be looked at for viruses at this moment. Try again in a few minutes.")
            ) from None
        if not clean:
            self.data = None
            raise ValueError(_("The virus scanner found something in this file, so it was not kept."))


def _let_go():
    """Count the file for whoever sent it, and hold no lock while it is looked at. Refused when it is too often."""
    if maybe_me() is not None:
        count_apart("upload")
    db.session.rollback()
