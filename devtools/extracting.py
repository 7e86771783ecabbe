"""Which texts do code and templates say in the language of whoever reads?"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.template import Engine, Template, Variable
from django.template.base import FilterExpression, Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

# By the name of the function: which of its arguments is the context, the text, its plural.
_SAID_BY: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    # What arithmetic is handed, which knows no framework.
    "say": (None, 0, None),
    "npgettext_lazy": (0, 1, 2),
}
# Texts that are handed to a tag or a filter, marked where they stand.
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_MARKED = re.compile(r"""\b_\(\s*(["'])(.+?)\1\s*\)""")


@dataclass(frozen=True, order=True)
class Text:
    """One text in English, with its plural, and with what tells it from another of the same letters."""

    text: str
    context: str = ""
    plural: str = ""


def said_in_code(source: str) -> Iterator[Text]:
    """The texts of a Python module, given its source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in _SAID_BY:
                yield from _argued(node, *_SAID_BY[name])


def said_in_template(source: str, engine: Engine) -> Iterator[Text]:
    """The texts of a template, given its source, as the template engine itself understands them."""
    for tag in _TAG.findall(source):
        yield from (Text(text.replace("%", "%%")) for _quote, text in _MARKED.findall(tag))
    for node in _nodes(Template(source, engine=engine).nodelist):
        if isinstance(node, TranslateNode):
            yield from _translated(node)
        elif isinstance(node, BlockTranslateNode):
            yield _block(node)


def said_in(path: Path, engine: Engine) -> Iterator[Text]:
    """The texts of one file of ours or of a library."""
    source = path.read_text(encoding="utf-8")
    yield from said_in_code(source) if path.suffix == ".py" else said_in_template(source, engine)


def _argued(call: ast.Call, context: int | None, text: int, plural: int | None) -> Iterator[Text]:
    def argument(place: int | None) -> str:
        node = call.args[place] if place is not None and place < len(call.args) else None
        return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""

    if argument(text):
        yield Text(argument(text), argument(context), argument(plural))


def _nodes(kept: Iterable[Any]) -> Iterator[Node]:
    """All nodes, those inside others too, wherever a tag keeps them."""
    for each in kept:
        if isinstance(each, Node):
            yield each
            yield from _nodes(vars(each).values())
        elif isinstance(each, list | tuple):
            yield from _nodes(each)


def _translated(node: TranslateNode) -> Iterator[Text]:
    # A variable's text comes from elsewhere; a percent sign is doubled, as the engine does.
    text = _literal(node.filter_expression).replace("%", "%%")
    if text:
        yield Text(text, _literal(node.message_context))


def _block(node: BlockTranslateNode) -> Text:
    text, _names = node.render_token_list(node.singular)
    plural, _names = node.render_token_list(node.plural) if node.plural else ("", [])
    return Text(text, _literal(node.message_context), plural)


def _literal(expression: FilterExpression | None) -> str:
    said = expression.var if expression is not None else ""
    if isinstance(said, Variable):
        return said.literal if isinstance(said.literal, str) else ""
    return str(said or "")
