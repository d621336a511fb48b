"""How templates call functions, macros and words: a page does so a thousand times."""

from types import FunctionType
from typing import Any, Final

from flask import Flask, g, request
from flask_babel import get_locale, get_translations
from jinja2 import Template, pass_eval_context
from jinja2.environment import TemplateModule
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, Macro
from markupsafe import Markup

_MOST_KEPT: Final = 2_000  # pieces of pages, of two or three thousand letters each
_kept: dict[tuple[str, ...], str] = {}
_EVAL_CONTEXT = vars(pass_eval_context(lambda _context: None))["jinja_pass_arg"]


class QuickContext(Context):
    """Jinja's context, without asking each macro and function anew what it wants to be handed."""

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:  # Any: whatever a template calls
        """Call a macro or a function at once; leave all else to Jinja."""
        kind = type(called)
        wanted = _EVAL_CONTEXT if kind is Macro else getattr(called, "jinja_pass_arg", None)
        if (kind is not Macro and kind is not FunctionType) or wanted not in (None, _EVAL_CONTEXT):
            return super().call(called, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs) if wanted is None else called(self.eval_ctx, *args, **kwargs)


class QuickTemplate(Template):
    """Jinja's template, whose macros are one module for everybody: all templates see the same globals."""

    def _get_default_module(self, _context: Context | None = None) -> TemplateModule:
        """The module, made at the first import rather than compared with every page that imports from it."""
        if self._module is None:
            self._module = self.make_module()
        return self._module


def init_app(app: Flask) -> None:
    """Let templates call quickly, and give them `_`, `gettext` and their like in the request's language."""
    app.jinja_env.context_class, app.jinja_env.template_class = QuickContext, QuickTemplate
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of Jinja's extension
        gettext=lambda words: _translations().ugettext(words),
        ngettext=lambda one, many, number: _translations().ungettext(one, many, number),
        newstyle=True,
        pgettext=lambda kind, words: _translations().upgettext(kind, words),
        npgettext=lambda kind, one, many, number: _translations().unpgettext(kind, one, many, number),
    )
    app.jinja_env.globals.update(_=said, gettext=said, once=once)


@pass_eval_context
def said(context: EvalContext, words: str, /, **values: Any) -> str:  # Any: what stands in the gaps of a sentence
    """A sentence in the language of the request, its gaps filled; a percent sign is written twice."""
    found: str = _translations().ugettext(words)
    if context.autoescape:
        found = Markup(found)  # noqa: S704 -- our own sentence; what fills its gaps is escaped
    return found % values if values or "%" in found else found


def once(macro: Macro, *args: Any, **kwargs: Any) -> str:  # Any: what the macro takes
    """What a macro says of these values, kept for the next page that shows them: a dashboard has thirty figures.

    Only for a macro that looks at nothing but its values, each of which is told by its `repr`, and at the language.
    """
    key = (macro.name, request.script_root, str(get_locale()), repr(args), repr(kwargs))
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = _kept[key] = macro(*args, **kwargs)
    return found


def _translations() -> Any:  # Any: Babel's object of the language
    """The words of the request's language, looked up once: a list page asks three hundred times."""
    held = g.get("translations")
    if held is None:
        held = g.translations = get_translations()
    return held
