"""What the proofs found, gathered from all processes of a run and written down by ``make soak``."""

import os
import platform

from config.lib import clock

collected: list[dict] = []


def gather(report):
    """Keep the figures that a finished test noted; xdist sends them to the controlling process with the report."""
    if report.when == "call":
        noted = [value for name, value in report.user_properties if name == "proof"]
        collected.extend({**value, "outcome": report.outcome} for value in noted)


def write(path):
    """Write the page of proofs, sorted, so that two runs differ only where a figure does."""
    path.write_text("\n".join([*_head(), *(_row(each) for each in sorted(_whole(), key=_order))]) + "\n")


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


def _order(each):
    return each["title"], each["test"]


def _head():
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    return [
        "# Proof",
        "",
        f"Written by `make soak` on {clock.machine():%Y-%m-%d} ({machine}). Do not edit.",
        "",
        "| What must hold | Figures | Result | Test |",
        "|---|---|---|---|",
    ]


def _row(each):
    figures = ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in each["figures"].items())
    return f"| {each['title']} | {figures} | {each['outcome']} | `{each['test']}` |"
