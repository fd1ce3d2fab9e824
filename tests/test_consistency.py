"""Promises about the whole project."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("portal", "tenants", "offers", "search", "themes", "contacts")


def tracked(*patterns):
    found = subprocess.run(
        ["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in found.stdout.splitlines() if (ROOT / name).exists()]


def test_no_code_enters_a_territory_by_its_own_context_manager():
    """Its stack is shared by all threads: `tenant_context` is the way."""
    offenders = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in tracked("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.With)
        for item in node.items
        if isinstance(item.context_expr, ast.Name)
        and item.context_expr.id in {"territory", "tenant", "lyon", "reims", "national"}
    ]
    assert offenders == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("an inline event handler", r"\son[a-z]+\s*=\s*[\"']"),
        ("an inline style", r"\sstyle\s*=\s*[\"']"),
        ("a third-party host", r"<(?:script|link|img|iframe)[^>]+(?:src|href)=[\"'](?:https?:)?//"),
    ],
)
def test_no_template_of_a_page_has(what, pattern):
    offenders = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in tracked("*.html")
        if "/messages/" not in str(path)  # e-mails have no stylesheet but their own
        for found in re.finditer(pattern, path.read_text())
    ]
    assert offenders == []


def test_the_lock_has_hashes_and_no_addresses():
    for lock in tracked("requirements*.lock"):
        text = lock.read_text()
        assert "://" not in text
        names = re.findall(r"^[a-z0-9].*==", text, re.M)
        assert text.count("--hash=sha256:") >= len(names) > 0


def test_no_file_names_a_machine_s_folder():
    offenders = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix in {".py", ".md", ".toml", ".html", ".json", ".sh", ".yaml", ""}
        and re.search(r"(?<![\w.])/(?:home|work|root)/\w", path.read_text(errors="ignore"))
    ]
    assert offenders == []


def test_no_file_is_called_after_nothing():
    names = {"utils", "helpers", "core", "common", "misc"}
    assert [path for path in tracked("*.py") if path.stem in names] == []


def test_every_cache_keys_by_schema():
    assert {options.get("KEY_FUNCTION") for options in settings.CACHES.values()} == {
        "django_tenants.cache.make_key"
    }


def test_content_types_live_in_the_shared_schema_alone():
    assert "django.contrib.contenttypes" in settings.SHARED_APPS
    assert "django.contrib.contenttypes" not in settings.TENANT_APPS
    assert not {app for app in settings.SHARED_APPS if app.startswith("wagtail")}


def test_the_search_app_is_listed_once():
    """`modelsearch` beside "wagtail.search" breaks every save."""
    assert "modelsearch" not in settings.INSTALLED_APPS


def test_a_row_of_the_catalogue_gets_its_next_number_with_the_moment():
    """Otherwise how long it waits is not known: `renumber` says both."""
    writers = {
        path.relative_to(ROOT).as_posix()
        for path in tracked("search/*.py", "contacts/*.py", "offers/*.py", "portal/*.py")
        if "migrations" not in path.parts
        and re.search(r"seq=NextSeq\(\)|nextval\('public\.search_cat", path.read_text())
    }
    assert writers == {"search/models/catalogue.py", "search/signals.py"}
