"""Photos of one paper as one PDF: a page each, in their order, upright, readable (08-6)."""

import pikepdf
import pytest
from PIL import Image

from config.lib import photos
from config.lib.files import PDF, UploadRefused, inspect_upload
from config.lib.photos import pdf_of_photos
from tests.lib import corpus


def laid(folder, *pictures):
    """Photos as the store keeps them."""
    paths = []
    for number, (picture, kind) in enumerate(pictures):
        path = folder / str(number)
        path.write_bytes(corpus.saved(picture, kind))
        paths.append(path)
    return paths


def test_every_photo_is_a_page_of_its_own_in_their_order(tmp_path):
    tall, wide = corpus.page_picture(), corpus.page_picture((1754, 1240))
    target = tmp_path / "out.pdf"

    count = pdf_of_photos(laid(tmp_path, (tall, "JPEG"), (wide, "PNG"), (tall, "JPEG")), target)

    with pikepdf.open(target) as pdf:
        sizes = [(round(float(page.mediabox[2])), round(float(page.mediabox[3]))) for page in pdf.pages]
    assert (count, sizes) == (3, [(595, 842), (842, 595), (595, 842)])
    assert (inspect_upload(target).media_type, inspect_upload(target).warnings) == (PDF, ())


def test_a_readable_photo_is_not_pressed_twice_and_a_huge_one_is_made_smaller(tmp_path):
    small, huge = laid(tmp_path, (corpus.page_picture(), "JPEG"), (corpus.page_picture((4000, 3000)), "JPEG"))
    target = tmp_path / "out.pdf"

    pdf_of_photos([small, huge], target)

    with pikepdf.open(target) as pdf:
        first, second = (next(iter(page.get_images().values())) for page in pdf.pages)
        assert first.read_raw_bytes() == small.read_bytes()
        assert (int(second.Width), int(second.Height)) == (2480, 1860)


@pytest.mark.parametrize("content", [b"", b"no photo", corpus.png_bomb(14_000)])
def test_what_is_no_photo_ends_in_the_child(tmp_path, content):
    source = tmp_path / "in"
    source.write_bytes(content)

    with pytest.raises(UploadRefused, match="过于复杂"):
        pdf_of_photos([source], tmp_path / "out.pdf")

    assert not (tmp_path / "out.pdf").exists()


def test_a_child_that_does_not_answer_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(photos, "PATIENCE", 0.01)

    with pytest.raises(UploadRefused, match="过于复杂"):
        pdf_of_photos(laid(tmp_path, (Image.new("RGB", (900, 900)), "PNG")), tmp_path / "out.pdf")
