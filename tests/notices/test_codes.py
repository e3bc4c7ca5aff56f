"""The codes of this floor: every one that is raised is registered once, and every validation is broken by a test."""

import ast
import re
from pathlib import Path

from django.conf import settings

from notices import codes
from notices.codes import CODES, Kind

ROOT = Path(settings.BASE_DIR)
OURS = re.compile(r"E7\d\d|W1\d\d")


def literals_of(path):
    """Texts of a module that are a code and nothing else."""
    tree = ast.parse(path.read_text())
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def raised_in(folder):
    """Codes named by the modules of a folder, the register itself left out."""
    modules = [each for each in (ROOT / folder).rglob("*.py") if each != Path(codes.__file__)]
    return {text for module in modules for text in literals_of(module) if OURS.fullmatch(text)}


def test_every_code_that_is_raised_is_registered_and_no_other():
    """ADMIN-03: a code nobody raises is taken out, one that is raised is explained."""
    assert raised_in("notices") == set(CODES)


def test_a_code_is_registered_once_and_means_one_thing():
    tree = ast.parse(Path(codes.__file__).read_text())
    table = next(node for node in ast.walk(tree) if isinstance(node, ast.Dict))
    keys = [key.value for key in table.keys]

    assert keys == sorted(set(keys))
    meanings = [meaning for _, meaning in CODES.values()]
    assert len(meanings) == len(set(meanings))


def test_no_floor_above_raises_a_refusal_of_this_one():
    """E7xx are this floor's."""
    above = {code for floor in ("declarations", "fees", "review") for code in raised_in(floor) if code[0] == "E"}

    assert above == set()


def test_every_validation_is_broken_by_a_test_that_names_it():
    """ADMIN-03: the tables of test_rules and test_site break each rule and expect exactly its code."""
    tests = [each for each in (ROOT / "tests").rglob("test_*.py") if each != Path(__file__)]
    named = {text for test in tests for text in literals_of(test) if OURS.fullmatch(text)}
    validations = {code for code, (kind, _) in CODES.items() if kind in {Kind.TEXT, Kind.SITE}}

    assert validations - named == set()
