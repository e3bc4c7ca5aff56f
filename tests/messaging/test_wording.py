import pytest

from messaging.exceptions import TextRefused
from messaging.wording import fill, text_for, variables_of, without_id_numbers

DEFENCE = {"name": "岑志明", "time": "10月22日9:30", "place": "南宁市", "prepare": 10, "answer": 15}


def test_the_notices_own_wording_comes_first():
    """ADMIN-06."""
    own = {"defense": "{name}：{time}答辩。"}

    assert text_for("defense", DEFENCE, templates=own, signature="广西职称") == "【广西职称】岑志明：10月22日9:30答辩。"


def test_without_one_ours_is_taken():
    said = text_for("defense", DEFENCE, templates={})

    assert (
        said
        == "【职称评审】岑志明老师：您的专业答辩定于10月22日9:30在南宁市进行，准备≤10分钟、答辩≤15分钟，请携带身份证。"
    )


def test_nobody_is_sent_a_brace():
    with pytest.raises(TextRefused, match="place"):
        fill("{name}在{place}", {"name": "岑志明"})


@pytest.mark.parametrize("template", ["{name", "name}", "{}", "{name.__class__}", "{0}", "{name:>99}", "{name!r}"])
def test_only_plain_names_stand_in_braces(template):
    """ADMIN-06."""
    with pytest.raises(TextRefused):
        variables_of(template)


def test_an_event_without_words_is_refused():
    with pytest.raises(TextRefused):
        text_for("nothing", {}, templates={})


def test_id_numbers_are_masked_and_telephones_are_not():
    said = without_id_numbers("450103198001010011、45010319800101001X，电话18977112233、0771-5507957")

    assert said == "450***********0011、450***********001X，电话18977112233、0771-5507957"


def test_a_reason_with_its_own_full_stop_ends_the_sentence_once():
    assert (
        fill("{holder}退回了您的申报：{reason}。请修改。", {"holder": "单位", "reason": "缺页。"})
        == "单位退回了您的申报：缺页。请修改。"
    )
