"""The limited child that puts photos together: JSON on stdin, one PDF at ``target``, JSON on stdout.

Run by path, never imported. Photos come from the store and were cleaned on their way in; they are still strangers'
pictures, so memory and processor time are limited before anything is opened (IN5, 08-6).
"""

import json
import resource
import sys
from io import BytesIO
from typing import Any

MEMORY = 2**30
CPU_SECONDS = 40
PIXELS = 40_000_000
LONGEST = 2480  # pixels of a side: A4 at 300 dpi across is enough to read
A4 = (595.28, 841.89)
MARGIN = 14.17  # points: half a centimetre of paper around the photo


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    job = json.load(sys.stdin)
    json.dump({"pages": put_together(job["sources"], job["target"])}, sys.stdout)


def put_together(sources: list[str], target: str) -> int:
    """One page a photo, in their order."""
    import pikepdf

    pdf = pikepdf.new()
    for source in sources:
        data, width, height = _jpeg(source)
        _add_page(pdf, data, width, height)
    pdf.save(target, deterministic_id=True)
    return len(pdf.pages)


def _jpeg(source: str) -> tuple[bytes, int, int]:
    """The photo as a colour JPEG; a readable one is taken as it is, without another loss."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = PIXELS
    with open(source, "rb") as stream:  # noqa: PTH123 - stdlib only before the limits hold
        data = stream.read()
    with Image.open(BytesIO(data), formats=["JPEG", "PNG"]) as photo:
        if photo.format == "JPEG" and photo.mode == "RGB" and max(photo.size) <= LONGEST:
            return data, photo.width, photo.height
        plain = photo.convert("RGB")
        plain.thumbnail((LONGEST, LONGEST))
        out = BytesIO()
        plain.save(out, "JPEG", quality=85)
        return out.getvalue(), plain.width, plain.height


def _add_page(pdf: Any, data: bytes, width: int, height: int) -> None:
    from pikepdf import Dictionary, Name, Page, Stream

    across, up = A4 if height >= width else (A4[1], A4[0])
    scale = min((across - 2 * MARGIN) / width, (up - 2 * MARGIN) / height)
    wide, high = width * scale, height * scale
    image = Stream(pdf, data)
    image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.DCTDecode
    image.Width, image.Height, image.ColorSpace, image.BitsPerComponent = width, height, Name.DeviceRGB, 8
    drawing = f"q {wide:.2f} 0 0 {high:.2f} {(across - wide) / 2:.2f} {(up - high) / 2:.2f} cm /Photo Do Q"
    page = Dictionary(
        Type=Name.Page,
        MediaBox=[0, 0, across, up],
        Resources=Dictionary(XObject=Dictionary(Photo=pdf.make_indirect(image))),
        Contents=pdf.make_stream(drawing.encode()),
    )
    pdf.pages.append(Page(pdf.make_indirect(page)))


if __name__ == "__main__":
    main()
