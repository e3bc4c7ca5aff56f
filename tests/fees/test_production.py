"""The sandbox cashier takes no money: a production server does not start with it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SAFE = {
    "ZHIPING_MODE": "production",
    "SECRET_KEY": "k" * 60,
    "FIELD_KEYS": "a:" + "1" * 64,
    "INDEX_KEY": "2" * 64,
    "ALLOWED_HOSTS": "example.org",
    "DATABASE_URL": "postgres://u@127.0.0.1/x",
    "SMS_GATEWAY": "messaging.gateways.http.HttpGateway",
    "PAYMENT_GATEWAY": "fees.gateways.nontax.NonTaxGateway",
    "SITE_OWNER": "某市职称改革工作办公室",
    "SUPPORT_PHONE": "19000000000",
}


def start(**changes):
    """Import the settings in a process of their own; None takes a variable away."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    chosen = {name: value for name, value in (SAFE | changes).items() if value is not None}
    command = [sys.executable, "-c", "import config.settings as s; print(s.PAYMENT_GATEWAY)"]
    return subprocess.run(
        command, env=kept | chosen, capture_output=True, text=True, cwd=settings.BASE_DIR, check=False
    )


def test_production_starts_with_a_real_gateway():
    run = start()

    assert (run.returncode, run.stdout.strip()) == (0, SAFE["PAYMENT_GATEWAY"]), run.stderr


@pytest.mark.parametrize("gateway", ["fees.gateways.sandbox.SandboxGateway", None, ""])
def test_production_refuses_the_sandbox(gateway):
    run = start(PAYMENT_GATEWAY=gateway)

    assert run.returncode != 0
    assert "The sandbox cashier takes no money; set PAYMENT_GATEWAY." in run.stderr


@pytest.mark.parametrize("setting", ["SITE_OWNER", "SUPPORT_PHONE"])
def test_production_wants_to_know_who_runs_it(setting):
    """No default of any series or year stands in for an installation that did not say."""
    assert [f"set {setting}." in start(**{setting: given}).stderr for given in (None, "")] == [True, True]
