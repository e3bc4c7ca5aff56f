"""A unit is looked for by name, initials or credit code, with a script and without (S04, 06-6)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Organisation
from declarations.forms.bodies import BodyField
from declarations.models import Declaration


@pytest.fixture
def kiln(world):
    return Organisation.objects.create(name="钦州新窑陶艺厂", kind="unit", parent=world.city)


def cleaned(found="", text=None, *, kinds="employers", **told):
    field = BodyField(kinds=kinds, required=False, **told)
    return field.clean((str(found), text))


def refused(*given, **told):
    with pytest.raises(ValidationError) as error:
        cleaned(*given, **told)
    return error.value.messages[0]


def test_what_was_chosen_or_what_the_text_finds(world, kiln):
    assert cleaned() is None
    assert cleaned(kiln.pk) == cleaned(kiln.pk, kiln.name) == cleaned("", "新窑") == kiln
    assert cleaned(kiln.pk, world.unit.name) == world.unit  # typed over: what is seen is what is sent
    assert cleaned(kiln.pk, " ") is None


def test_a_word_that_fits_none_or_several_is_told(world, kiln):
    Organisation.objects.create(name="钦州新窑陶艺厂二厂", kind="unit", parent=world.city)

    assert refused("", "查无此窑") == "没有找到“查无此窑”，请核对名称；单位须已在本系统注册。"
    assert refused("", "新窑") == (
        "有多个单位符合“新窑”：钦州新窑陶艺厂、钦州新窑陶艺厂二厂。请填写全称或统一社会信用代码。"
    )
    assert cleaned("", "钦州新窑陶艺厂") == kiln


def test_other_kinds_and_what_is_left_out_are_not_found(world, kiln):
    agency = Organisation.objects.create(name="新窑人才市场", kind="agency", parent=world.city)

    assert cleaned("", "新窑人才", kinds="archives") == agency
    for given in ((agency.pk,), ("", "新窑人才"), ("9" * 12,), ("x",)):
        assert "没有找到" in refused(*given)
    assert "没有找到" in refused(kiln.pk, but=(kiln.pk, None))


def test_the_page_names_ones_own_unit_and_no_other(world, kiln, client):
    """S04: the page does not grow with the region; the list is asked for."""
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")

    shown = client.get(reverse("declarations:new", args=[world.edition.notice.code])).content.decode()

    assert (f'name="unit" value="{world.unit.pk}"' in shown, f'value="{world.unit.name}"' in shown) == (True, True)
    assert kiln.name not in shown
    assert reverse("accounts:units_among", args=["employers"]) in shown


def test_a_name_alone_begins_a_draft(world, kiln, client):
    """06-6: without a script nothing but the text is sent."""
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")
    address = reverse("declarations:new", args=[world.edition.notice.code])
    given = {"level": "fg", "specialty": "taoci", "kind": "ordinary", "channel": "unit", "unit": ""}

    wrong = client.post(address, given | {"unit_text": "查无此窑"})
    right = client.post(address, given | {"unit_text": world.unit.name})

    assert (wrong.status_code, "没有找到“查无此窑”" in wrong.content.decode()) == (422, True)
    assert right.status_code == 302
    assert Declaration.objects.get(applicant=world.lin).unit == world.unit


def test_the_search_list_begins_with_ones_own(world, kiln, client):
    client.force_login(world.lin, backend="accounts.backends.PhoneBackend")

    url = reverse("accounts:units_among", args=["employers"])
    own = [row["label"] for row in client.get(url).json()["results"]]
    like = [row["label"] for row in client.get(url, {"q": "新窑"}).json()["results"]]

    assert (own, like) == ([world.unit.name], [kiln.name])
    assert client.get(reverse("accounts:units_among", args=["nobody"])).status_code == 404
