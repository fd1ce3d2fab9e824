"""The French catalogue, kept without gettext's own tools.

`python -m portal.local.messages` adds what is new to locale/fr, drops what is no longer used and
compiles; `--check` changes nothing and fails when a sentence has no French, or when the compiled
file is not that of the catalogue. Sentences are found in the syntax trees of the Python files and
in the parsed templates.
"""

import argparse
import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
APPS = ("portal", "tenants", "offers", "search", "themes", "contacts")
CATALOGUE = ROOT / "locale/fr/LC_MESSAGES/django.po"
ONE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
SEVERAL = {"ngettext", "ngettext_lazy"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}

# (context or None, msgid, plural or None)
Message = tuple[str | None, str, str | None]


def used_messages() -> set[Message]:
    found = set()
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                found.update(in_python(path.read_text()))
        for path in sorted((ROOT / app).rglob("templates/**/*")):
            if path.suffix in {".html", ".txt"}:
                found.update(in_template(path.read_text()))
    return found


def in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [
            one.value
            for one in node.args
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]
        if name in ONE and texts:
            yield None, texts[0], None
        elif name in SEVERAL and len(texts) >= 2:
            yield None, texts[0], texts[1]
        elif name in IN_CONTEXT and len(texts) >= 2:
            yield texts[0], texts[1], None


def in_template(source: str) -> Iterator[Message]:
    from django.template import Engine, Template
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    template = Template(source, engine=Engine.get_default())
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        text = node.filter_expression.var
        literal = getattr(text, "literal", text)
        if isinstance(literal, str):
            context = getattr(getattr(node, "message_context", None), "var", None)
            yield context, literal, None
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        singular, _names = node.render_token_list(node.singular)
        plural = None
        if node.plural:
            plural, _names = node.render_token_list(node.plural)
        if node.trimmed:
            singular, plural = _trim(singular), plural and _trim(plural)
        yield None, singular, plural


def _trim(text):
    from django.utils.translation import trim_whitespace

    return trim_whitespace(text)


def read_catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE), wrapwidth=100)


def missing() -> list[str]:
    """Sentences of the code without their French, and those of the catalogue that nobody uses."""
    entries = {(entry.msgctxt, entry.msgid): entry for entry in read_catalogue()}
    used = used_messages()
    gaps = []
    for context, msgid, plural in sorted(used, key=str):
        entry = entries.get((context, msgid))
        if entry is None or entry.fuzzy or not entry.translated():
            gaps.append(f"no French for {msgid!r}")
        elif plural and not all(entry.msgstr_plural.values()):
            gaps.append(f"no French plural for {msgid!r}")
    known = {(context, msgid) for context, msgid, _plural in used}
    gaps += [f"no longer used: {key[1]!r}" for key in entries if key not in known]
    compiled = CATALOGUE.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != read_catalogue().to_binary():
        gaps.append("locale/fr is not compiled: run `python -m portal.local.messages`")
    return gaps


def update() -> None:
    catalogue = read_catalogue()
    entries = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    used = {(context, msgid): plural for context, msgid, plural in used_messages()}
    kept = [entry for key, entry in entries.items() if key in used]
    for (context, msgid), plural in used.items():
        if (context, msgid) not in entries:
            forms = {"msgid_plural": plural, "msgstr_plural": {0: "", 1: ""}} if plural else {}
            kept.append(polib.POEntry(msgctxt=context, msgid=msgid, **forms))
    del catalogue[:]
    catalogue.extend(sorted(kept, key=lambda entry: (entry.msgid, entry.msgctxt or "")))
    catalogue.save()
    CATALOGUE.with_suffix(".mo").write_bytes(catalogue.to_binary())


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing, fail on a gap")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django

    django.setup()
    if not options.check:
        update()
    gaps = missing()
    sys.stderr.write("".join(f"{gap}\n" for gap in gaps))
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
