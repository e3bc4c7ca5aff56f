from tests.declarations.test_special_ways import *
from tests.declarations.test_special_ways import world, _whole_dossiers
import pathlib
def test_draw(world, _whole_dossiers):
    SmallGiant.objects.create(organisation=world.unit, certificate_no="XJR-2025-0077", valid_from=date(2025, 7, 1), valid_until=date(2028, 6, 30))
    second = recommended(world, 2, specialty="ai")
    Grounds.objects.filter(declaration=second).update(recommended_by="陆掌柜", recommended_on=date(2026, 8, 3))
    pathlib.Path("/tmp/h5letter.pdf").write_bytes(preview(LEADER_LETTER, second.pk))
