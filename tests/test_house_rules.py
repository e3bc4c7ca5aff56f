"""Rules worth saying twice that no linter knows (style, rule 20)."""

import ast
import re
from functools import cache
from pathlib import Path
from statistics import median

import pytest
from django.apps import apps

from config.celery import app

ROOT = Path(__file__).parent.parent
OURS = [
    *("accounts", "committees", "config", "declarations", "fees", "integrity", "messaging", "notices", "records"),
    *("review", "scripts", "templates", "tests", "static", "deploy", "docs"),
]
LOCAL_IMPORT_REASONS = ("slow import", "app ready", "circular: ")
TRACKED_BY_ROOT = ("*.toml", "*.yml", "*.lock", "*.md", "Makefile", "Dockerfile", ".env.example")


@cache
def sources() -> dict[Path, str]:
    """Our Python files without tests and migrations, with their text."""
    found = [path for folder in OURS if folder != "tests" for path in (ROOT / folder).rglob("*.py")]
    return {path: path.read_text() for path in found if "migrations" not in path.parts}


@cache
def functions():
    """Every function with its file: (path, node)."""
    return [
        (path, node)
        for path, text in sources().items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


@cache
def screens() -> dict[Path, str]:
    """Templates that a browser shows; official forms are printed by WeasyPrint, which knows no CSP."""
    templates = (ROOT / "templates").rglob("*.html")
    return {path: path.read_text() for path in templates if "pdf" not in path.relative_to(ROOT).parts}


def places(texts, pattern):
    """Where a pattern stands, as file:line."""
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if re.search(pattern, line)
    ]


def length(node):
    return node.end_lineno - node.lineno + 1


def says(node, name):
    return isinstance(node, ast.Attribute) and node.attr == name


def names(node, name):
    return isinstance(node, ast.Name) and node.id == name


def writes_state(node):
    """An assignment to ``declaration.state`` or an ``update(state=…)`` on declarations, as far as names can tell."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(says(each, "state") and about_declarations(each) for target in targets for each in ast.walk(target))
    is_update = isinstance(node, ast.Call) and says(node.func, "update")
    # Its correction notices have a state of their own.
    of_its_notices = any(says(each, "corrections") or names(each, "CorrectionNotice") for each in ast.walk(node))
    names_state = is_update and any(keyword.arg == "state" for keyword in node.keywords)
    return names_state and about_declarations(node.func) and not of_its_notices


def about_declarations(node):
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return any(re.search(r"declaration|Declaration|^cases?$|^due$", name) for name in names)


def test_only_perform_writes_the_state_of_a_declaration():
    writers = {
        str(path.relative_to(ROOT))
        for path, text in sources().items()
        if any(writes_state(node) for node in ast.walk(ast.parse(text)))
    }

    assert all(writer.startswith("review/process/services") for writer in writers), writers


def test_views_are_plumbing():
    views = [(path, node) for path, node in functions() if "views" in path.parts or path.name == "views.py"]
    long = [f"{path.relative_to(ROOT)}:{node.lineno} {node.name}" for path, node in views if length(node) > 25]

    assert long == []


def test_functions_stay_small():
    long = [f"{path.relative_to(ROOT)}:{node.lineno} {node.name}" for path, node in functions() if length(node) > 40]

    assert long == []
    assert median(length(node) for _, node in functions()) <= 8


def test_files_stay_small():
    long = [str(path.relative_to(ROOT)) for path, text in sources().items() if len(text.splitlines()) > 400]

    assert long == []


def test_screens_carry_no_style_and_no_script_of_their_own():
    assert places(screens(), r"""\s(style|on[a-z]+)\s*=\s*["']|<style\b|<script(?![^>]*\bsrc=)""") == []


def test_nothing_is_declared_safe_in_a_template():
    assert places(screens(), r"\|\s*safe\b|\{%\s*autoescape off") == []


def test_every_thing_is_fetched_through_its_gate():
    assert places(sources(), r"\bget_(object|list)_or_404\b") == []


def test_no_work_is_left_for_later():
    unfinished = "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error", "pragma: no " + "cover"))

    assert places(sources(), rf"\b({unfinished})\b") == []


def test_a_late_import_says_why():
    allowed = "|".join(re.escape(reason) for reason in LOCAL_IMPORT_REASONS)

    assert places(sources(), rf"noqa:.*\bPLC0415\b(?!.*({allowed}))") == []


def text_files():
    found = [path for folder in OURS for path in (ROOT / folder).rglob("*") if path.is_file()]
    found += [path for pattern in TRACKED_BY_ROOT for path in ROOT.glob(pattern)]
    return {path: path.read_text(errors="ignore") for path in found if path.suffix not in {".png", ".pyc", ".webp"}}


def test_no_registry_and_no_path_of_a_machine_stands_in_the_tree():
    hosts = "|".join(("python" + "hosted", r"pypi\." + "org", "npm" + "js", r"deb\." + "debian"))
    machine = "|".join(("/wor" + "k/", "/ro" + "ot/"))

    assert places(text_files(), f"{hosts}|{machine}") == []


def pins(lock):
    return {line.split(" \\")[0] for line in (ROOT / lock).read_text().splitlines() if re.match(r"[a-z0-9]", line)}


def test_the_image_installs_what_was_tested():
    assert pins("deploy/requirements.lock") - pins("requirements.lock") == set()


def test_every_locked_package_has_a_hash():
    entries = re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements.lock").read_text())

    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("command", ["setup", "run", "test", "soak", "season", "bench", "fmt", "lint", "check"])
def test_the_verbs_of_the_house_stand_in_the_makefile(command):
    assert re.search(rf"^{command}:.*## \S", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_block_tags_are_known_to_the_template_formatter():
    tags = re.findall(r"@register\.simple_block_tag.*\ndef (\w+)", (ROOT / "config/lib/uitags.py").read_text())
    known = re.search(r"custom-blocks = \[(.*?)\]", (ROOT / "pyproject.toml").read_text())[1]

    assert sorted(tags) == sorted(re.findall(r'"(\w+)"', known))


def test_the_beat_names_tasks_that_exist():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} - set(app.tasks) == set()


def test_every_constraint_is_made_on_sqlite_too():
    """Django leaves out silently what SQLite lacks: nulls that are not distinct, columns of an index only carried."""
    constraints = [each for model in apps.get_models() for each in model._meta.constraints]
    lacking = [each.name for each in constraints if getattr(each, "nulls_distinct", None) is not None]
    lacking += [each.name for each in constraints if getattr(each, "include", ())]
    lacking += [each.name for each in constraints if getattr(each, "deferrable", None)]

    assert (len(constraints) > 20, lacking) == (True, [])
