"""A version of a program goes out as one file, and comes in elsewhere: looked at first, then made a draft."""

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from marketplace.accounts.views.limits import limited
from marketplace.demand.programs import actions, queries
from marketplace.demand.programs.forms import BlueprintForm, ImportForm, TeachForm
from marketplace.demand.programs.lifecycle import (
    CUSTOMER_LABELS,
    MODE_LABELS,
    MODEL_LABELS,
    STRAND_LABELS,
    TRANSFORMATION_LABELS,
)
from marketplace.demand.programs.queries import Known
from marketplace.demand.programs.views import blueprint
from marketplace.sides import Side
from marketplace.web.access import load, me, now, open_to, reads_first
from marketplace.web.forms import MoveForm, takes
from marketplace.web.site import site


@blueprint.get("/programs/versions/<uuid:version_id>/blueprint")
@open_to(Side.STAFF)
@limited("export")
def export(version_id):
    version = load(queries.versions_visible_to(me()), version_id)
    file = actions.export(version, site=site().name, now=now())
    headers = {"Content-Disposition": f'attachment; filename="{queries.file_name(version)}"'}
    return Response(file, mimetype="application/json", headers=headers)


@blueprint.get("/programs/import")
@open_to(Side.STAFF)
def import_page(form=None):
    return render_template("programs/import.html", form=form or BlueprintForm())


@blueprint.post("/programs/import")
@open_to(Side.STAFF)
@takes(BlueprintForm, page=import_page)
@reads_first
@limited("import")
def look_at_blueprint(form):
    drawn = actions.read(form.content)
    return _foresight(ImportForm(formdata=None, title=drawn.title, blueprint=drawn.text), drawn)


def foresight_page(form):
    return _foresight(form, actions.readable(form.content))


def _foresight(form, drawn):
    return render_template(
        "programs/blueprint.html",
        form=form,
        drawn=drawn,
        foreseen=queries.foresee(drawn) if drawn else None,
        known=Known,
        strands=STRAND_LABELS,
        modes=MODE_LABELS,
        words=[MODEL_LABELS, CUSTOMER_LABELS, TRANSFORMATION_LABELS],
    )


@blueprint.post("/programs/import/draft")
@open_to(Side.STAFF)
@takes(ImportForm, page=foresight_page)
def import_blueprint(form):
    drawn = actions.read(form.content)
    program = actions.import_blueprint(drawn, title=form.title.data, actor=me(), now=now())
    flash(_("%(title)s is a draft of yours. Nobody else was asked or told anything.", title=program.title))
    return redirect(url_for("programs.page", program_id=program.id))


# ---- words that no competency answers yet -------------------------------------------------------------

WORDS = "/programs/<uuid:program_id>/modules/<uuid:module_id>/words/<uuid:module_words_id>"


@blueprint.get(WORDS)
@open_to(Side.STAFF)
def words_page(program_id, module_id, module_words_id, form=None):
    program, module, words = _words(program_id, module_id, module_words_id)
    form = form or TeachForm(level=words.level)
    return render_template("programs/words.html", program=program, module=module, words=words, form=form)


@blueprint.post(WORDS)
@open_to(Side.STAFF)
@takes(lambda **_ids: TeachForm(), page=words_page)
def settle_words(form, program_id, module_id, module_words_id):
    _program, _module, words = _words(program_id, module_id, module_words_id)
    actions.settle_words(words, **form.values)
    flash(_("The module teaches it now."))
    return redirect(url_for("programs.module_page", program_id=program_id, module_id=module_id))


@blueprint.post(f"{WORDS}/leave-out")
@open_to(Side.STAFF)
@takes(MoveForm)
def drop_words(form, program_id, module_id, module_words_id):
    _program, _module, words = _words(program_id, module_id, module_words_id)
    actions.drop_words(words)
    flash(_("Left out."))
    return redirect(url_for("programs.module_page", program_id=program_id, module_id=module_id))


def _words(program_id, module_id, module_words_id):
    program = load(queries.visible_to(me()), program_id)
    module = load(queries.modules_of(program), module_id)
    return program, module, load(queries.words_of(module), module_words_id)
