"""What the proofs found, gathered from all processes of a run and written down by ``make soak``."""

import os
import platform
import re
from pathlib import Path

from config.lib import clock

ROW = re.compile(r"\| (?P<title>.*?) \| .* \| `(?P<test>.*)` \|")

collected: list[dict] = []


def gather(report):
    """Keep the figures that a finished test noted; xdist sends them to the controlling process with the report."""
    if report.when == "call":
        noted = [value for name, value in report.user_properties if name == "proof"]
        collected.extend({**value, "outcome": report.outcome} for value in noted)


def write(path, *, part=False):
    """Write the page of proofs, sorted, so that two runs differ only where a figure does.

    ``part``: only some tests were run; what the page says of the others stays, with the day they were run on.
    """
    rows = _kept(path) if part and path.exists() else {}
    rows |= {(each["title"], each["test"]): _row(each) for each in _whole()}
    path.write_text("\n".join([*HEAD, *(rows[key] for key in sorted(rows))]) + "\n")


def _kept(path):
    found = (ROW.fullmatch(line) for line in path.read_text().splitlines())
    return {(row["title"], row["test"]): row[0] for row in found if row and _stands(row["test"])}


def _stands(test):
    """What a test proved that is no longer there is proved no longer."""
    file, _, name = test.partition("::")
    return Path(file).exists() and f"def {name}(" in Path(file).read_text()


def _whole():
    """A proof told in parts by one parametrized test is one row: its figures added up, failed if a part failed."""
    rows = {}
    for part in collected:
        name = part["test"].partition("[")[0]
        row = rows.setdefault((part["title"], name), {**part, "figures": {}, "test": name})
        if part["outcome"] != "passed":
            row["outcome"] = part["outcome"]
        for figure, value in part["figures"].items():
            known = row["figures"].get(figure)
            row["figures"][figure] = value if known is None or isinstance(value, str) else known + value
    return rows.values()


HEAD = (
    "# Proof",
    "",
    "Written by `make soak`, each row by the run of its day; `make soak ARGS=tests/…` renews its own rows only. Do not edit.",
    "",
    "| What must hold | Figures | Result | Run | Test |",
    "|---|---|---|---|---|",
)


def _row(each):
    figures = ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in each["figures"].items())
    run = f"{clock.machine():%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"| {each['title']} | {figures} | {each['outcome']} | {run} | `{each['test']}` |"
