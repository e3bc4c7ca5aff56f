"""The answers as people read them before they sign, and as offices read them afterwards."""

from declarations.answers import answer_blocks
from declarations.parts import Section


def test_a_date_is_said_as_exactly_as_it_was_asked(world):
    blocks = {block.section: block for block in answer_blocks(world.full(), editable=False)}

    basic = dict(blocks[Section.BASIC].rows)
    assert (basic["出生日期"].endswith("日"), basic["参加工作时间"].endswith("月")) == (True, True)
    line = dict(blocks[Section.RESUME].cards[0].rows)
    assert line["开始时间"].endswith("月")
    title = dict(blocks[Section.TITLES].cards[0].rows)
    assert any(value.endswith("日") for value in title.values() if isinstance(value, str))
