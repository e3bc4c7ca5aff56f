from tests.approvals.test_supplements import *
from tests.approvals.test_supplements import case, desks, _october, hand_in
import pathlib
from records.services.documents import preview
def test_draw(case, desks):
    attach(case, "performance_proof", part=part_of(case)); case.materials.update(piece="立项材料")
    s = hand_in(case); confirm_supplement(s.pk, actor=desks[0], remark="原件已核")
    pathlib.Path("/tmp/h5sup.pdf").write_bytes(preview(Paper.SUPPLEMENT, case.pk))
