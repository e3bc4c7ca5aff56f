"""How fast the lowest floor is: what every move, message and document stands on. Printed, never asserted."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from config.lib import clock, crypto, pdf
from records.models import Fact
from records.services import outbox
from records.services.audit import audited, note

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]


def measured(name, count, unit, work):
    """Run the work once and say how many of it a second holds."""
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    print(f"\n{name}: {count / seconds:,.1f} {unit}/s ({count:,} in {seconds:.2f} s)", end="")


@pytest.mark.postgres
@pytest.mark.parametrize("writers", [1, 8])
def test_appends_to_the_audit_chain(writers):
    def append(_):
        for number in range(100):
            with audited():
                note(Fact("bench.append", number, None, clock.law()))
        connection.close()

    with ThreadPoolExecutor(writers) as pool:
        measured(
            f"audit chain, {writers} writers", writers * 100, "commits", lambda: list(pool.map(append, range(writers)))
        )


def test_letters_through_the_outbox(monkeypatch, settings):
    settings.OUTBOX_NUDGE = False
    monkeypatch.setattr(outbox, "_routes", {})
    outbox.register("bench.letter", lambda payload: None)

    measured(
        "outbox, written",
        1000,
        "rows",
        lambda: outbox.enqueue("bench.letter", [(f"bench:{n}", {}) for n in range(1000)]),
    )
    measured("outbox, delivered", 1000, "rows", outbox.drain_outbox)


def test_sealed_fields():
    tokens = []

    measured(
        "seal",
        5000,
        "values",
        lambda: tokens.extend(crypto.seal("450102199001011234", column="b") for _ in range(5000)),
    )
    measured("unseal", 5000, "values", lambda: [crypto.unseal(token, column="b") for token in tokens])


def test_documents():
    rows = "".join(f"<tr><td>{n}</td><td>覃𬭚</td><td>坭兴陶窑变呈色机理与烧成制度研究</td></tr>" for n in range(300))
    page = f"<html lang='zh-CN'><head><title>测量</title></head><body><table>{rows}</table></body></html>"

    measured("PDF of 300 rows, first in a process", 1, "documents", lambda: pdf.html_to_pdf(page))
    measured("PDF of 300 rows, warm", 3, "documents", lambda: [pdf.html_to_pdf(page) for _ in range(3)])
