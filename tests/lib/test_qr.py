from io import BytesIO

from PIL import Image

from config.lib.qr import qr_png, qr_svg, qr_svg_file

ADDRESS = "http://127.0.0.1:8000/verify/d/abc/"


def test_an_inline_drawing_obeys_a_strict_policy():
    drawing = qr_svg(ADDRESS)

    assert drawing.startswith("<svg")
    assert "style=" not in drawing
    assert "<script" not in drawing


def test_a_text_cannot_break_out_of_the_drawing():
    assert "alert" not in qr_svg('"><script>alert(1)</script>')


def test_files_are_whole_pictures():
    assert qr_svg_file(ADDRESS).startswith(b"<?xml")
    assert Image.open(BytesIO(qr_png(ADDRESS))).size[0] > 100
