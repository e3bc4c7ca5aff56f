from copy import deepcopy
from datetime import datetime

import pytest
import yaml
from django.conf import settings

from accounts.models import SYSTEM
from config.lib import clock
from notices.rules import complete_terms, stated_in
from notices.services import load_notice, publish_notice
from tests.remembering import remembered

CRAFT_ARTS = settings.BASE_DIR / "notices" / "data" / "2024-craft-arts.yaml"
_file = yaml.safe_load(CRAFT_ARTS.read_text())


@pytest.fixture
def raw():
    """The 2024 craft-arts file as a mapping, free to be changed."""
    return deepcopy(_file)


@pytest.fixture(scope="session")
def terms():
    """The same, whole: with what its rule set gives."""
    return complete_terms(stated_in(_file))


@remembered
def loaded():
    return load_notice(CRAFT_ARTS, actor=SYSTEM)


@remembered
def published(pk):
    return publish_notice(pk, actor=SYSTEM)


@pytest.fixture
def draft(db):
    return loaded()


@pytest.fixture
def notice(draft):
    """Published in July, and the law clock stands in its windows."""
    with clock.law_at(datetime.fromisoformat("2024-07-20T10:00+08:00")):
        published(draft.pk)
        draft.refresh_from_db()
        yield draft
