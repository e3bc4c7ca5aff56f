import pathlib, pytest
from declarations.documents import MATERIAL_LIST
from records.services.documents import preview
def test_draw(world):
    case = world.full()
    pathlib.Path("/tmp/h5list.pdf").write_bytes(preview(MATERIAL_LIST, case.pk))
