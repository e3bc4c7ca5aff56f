"""The limited children that open files nobody has vouched for, and the nursery they come from.

Run by path, never imported: it must not know the framework, its secrets or its database. The nursery loads the
parsers once and opens nothing itself; for each job it forks a child that reads the job in JSON from a socket of its
own, answers in JSON, and is gone. Memory and processor time are limited; whatever a bomb does, it does to that child.
"""

import json
import os
import resource
import signal
import socket
import struct
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MEMORY = 2**30
CPU_SECONDS, PATIENCE = 20, 30
OUTPUT, PIXELS = 300 * 2**20, 40_000_000
LONGEST_PAGE = 14_400  # points: what PDF itself allows
READABLE_SIDE, READABLE_DPI = 1_000, 100  # pixels of a page's long side, and an inch's, below which print is lost
COLOURED_SHARE = 0.0005  # a red seal covers more than this of a page
WRITTEN = 20  # letters of a page made on a computer
INKED, INKED_SHARE = 20, 0.0005  # how far ink stands from the paper around it, 0 to 255; less of it is an empty page
SHARP = 30  # variance of the Laplacian at 800 pixels; text scans have hundreds
INSPECTED_PAGES = 50
XLSX_ENTRIES, XLSX_BYTES = 2_000, 100 * 2**20

GREY = "图像为黑白，印章颜色无法辨认；原件盖有红章的请上传彩色扫描件。"
BLURRED = "看起来有点模糊，请确认能看清字。"  # 08-8: hints, never a refusal
BLANK = "看起来是空白页，请确认没有传错。"


class Refused(Exception):
    """The code of one of the sentences in ``config.lib.files``, and what fills its gaps."""

    def __init__(self, code: str, **said: Any) -> None:
        super().__init__(code)
        self.code, self.said = code, said


def main() -> None:
    """Fork a child for every socket that comes in on stdin's; the other end's going away ends the nursery."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children: a socket that closes tells enough
    _load_parsers()
    with socket.socket(fileno=0) as control:
        while True:
            asked, given, _, _ = socket.recv_fds(control, 1, 1)
            if not asked:
                return
            if not os.fork():
                control.close()
                _serve_and_die(given[0])
            os.close(given[0])


def _load_parsers() -> None:
    import pikepdf
    import pypdfium2
    import python_calamine
    from PIL import Image, ImageChops, ImageCms, ImageFilter, ImageOps, ImageStat

    del pikepdf, pypdfium2, python_calamine, ImageChops, ImageCms, ImageFilter, ImageOps, ImageStat
    Image.init()


def _serve_and_die(connection: int) -> None:
    """One job, within limits of its own; the alarm ends a child that only waits."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    signal.alarm(PATIENCE)
    try:
        with socket.socket(fileno=connection) as told:
            job = json.loads(b"".join(iter(lambda: told.recv(65536), b"")))
            told.sendall(json.dumps(_answer(job)).encode())
    finally:
        os._exit(0)


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"ok": JOBS[job["do"]](job)}
    except Refused as refusal:
        return {"refused": refusal.code, "said": refusal.said}
    except MemoryError:
        return {"refused": "heavy", "said": {}}


# ── pictures ───────────────────────────────────────────────────────────────────────────────────────────────────────
def inspect_image(job: dict[str, Any]) -> dict[str, Any]:
    """Decode, turn upright, drop everything but the pixels, write anew."""
    picture = _opened_image(job)
    least = job.get("least_pixels") or (0, 0)
    if picture.width < least[0] or picture.height < least[1]:
        raise Refused("small", width=picture.width, height=picture.height, least_width=least[0], least_height=least[1])
    if job["media_type"] == "image/jpeg":
        picture.convert("RGB").save(job["target"], "JPEG", quality=90)
    else:
        picture.save(job["target"], "PNG", compress_level=4)
    return {"pages": 1, "width": picture.width, "height": picture.height, "warnings": _doubts_about(picture)}


def _opened_image(job: dict[str, Any]) -> Any:
    from PIL import Image, ImageOps  # limits first

    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    kind = {"image/jpeg": "JPEG", "image/png": "PNG"}[job["media_type"]]
    try:
        with Image.open(job["source"], formats=[kind]) as image:
            image.load()
            upright = ImageOps.exif_transpose(image)
            return _plain(upright.crop(job["cut"]) if job.get("cut") else upright)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise Refused("pixels") from bomb
    except (OSError, SyntaxError, ValueError, struct.error, EOFError) as broken:
        raise Refused("damaged") from broken


def _plain(image: Any) -> Any:
    """Pixels in sRGB and nothing else: no EXIF, no place, no comment, no profile, no second picture."""
    from PIL import Image

    mode = image.mode if image.mode in {"1", "L", "RGB"} else "RGBA" if "A" in image.getbands() else "RGB"
    if image.mode.startswith(("I", "F")):
        mode = "L"
    if mode == "RGBA":  # transparent parts of a scan are paper
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image.convert("RGBA"), mask=image.convert("RGBA").getchannel("A"))
        return paper
    plain = _in_srgb(image).convert(mode)
    plain.info = {}
    return plain


def _in_srgb(image: Any) -> Any:
    from io import BytesIO

    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "CMYK"}:
        return image
    try:
        return ImageCms.profileToProfile(
            image, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError):
        return image


def _doubts_about(picture: Any) -> list[str]:
    doubts = []
    if max(picture.size) < READABLE_SIDE:
        doubts.append(f"图像分辨率偏低（{picture.width}×{picture.height}像素），小字可能看不清。")
    if _is_blank(picture):
        return [*doubts, BLANK]
    return doubts + [GREY] * _is_grey(picture) + [BLURRED] * _is_blurred(picture)


def _is_blank(picture: Any) -> bool:
    """Nothing stands out from what surrounds it; a shadow over the paper does not count."""
    from PIL import ImageChops, ImageFilter

    small = picture.convert("L")
    small.thumbnail((800, 800))
    shades = ImageChops.difference(small, small.filter(ImageFilter.GaussianBlur(20))).histogram()
    return bool(sum(shades[INKED:]) < INKED_SHARE * sum(shades))


def _is_grey(picture: Any) -> bool:
    if picture.mode in {"1", "L"}:
        return True
    small = picture.copy()
    small.thumbnail((400, 400))
    saturation = small.convert("HSV").getchannel("S").histogram()
    return bool(sum(saturation[60:]) < COLOURED_SHARE * sum(saturation))


def _is_blurred(picture: Any) -> bool:
    from PIL import ImageFilter, ImageStat

    small = picture.convert("L")
    small.thumbnail((800, 800))
    edges = small.filter(ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128))
    inside = edges.crop((1, 1, max(small.width - 1, 2), max(small.height - 1, 2)))  # a kernel leaves the rim as it was
    return bool(ImageStat.Stat(inside).var[0] < SHARP)


# ── PDF ────────────────────────────────────────────────────────────────────────────────────────────────────────────
ACTIVE = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound"}
ACTIVE_KEYS = ("/AA", "/JS", "/OpenAction", "/XFA", "/RichMediaContent", "/RichMediaSettings")
CARRIERS = ("/EF", "/AF")


def inspect_pdf(job: dict[str, Any]) -> dict[str, Any]:
    """Refuse what hides something, strip what acts, forget the author; keep a signed file as it is when it is clean."""
    import pikepdf

    try:
        with pikepdf.open(job["source"]) as pdf:
            return _inspected_pdf(pdf, job)
    except pikepdf.PasswordError as locked:
        raise Refused("encrypted") from locked
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as broken:
        raise Refused("damaged") from broken


def _inspected_pdf(pdf: Any, job: dict[str, Any]) -> dict[str, Any]:
    pages = len(pdf.pages)
    if pdf.is_encrypted or not pages:
        raise Refused("encrypted" if pdf.is_encrypted else "damaged")
    if pages > job["most_pages"]:
        raise Refused("pages", pages=pages, most=job["most_pages"])
    sizes = [_page_size(page) for page in pdf.pages]
    doubts = _doubts_about_pages(pdf)
    signed = _is_signed(pdf)
    stripped = sum(_scrub(thing, signed=signed) for thing in pdf.objects)
    doubts += ["已移除文件中的脚本或自动动作，其中的电子签名因此失效。"] if signed and stripped else []
    _write_pdf(pdf, job, keep_as_is=signed and not stripped)
    _render_once(job["target"])
    return {"pages": pages, "width": round(sizes[0][0]), "height": round(sizes[0][1]), "warnings": doubts}


def _page_size(page: Any) -> tuple[float, float]:
    left, bottom, right, top = (float(side) for side in page.mediabox)
    width, height = abs(right - left), abs(top - bottom)
    if not (0 < width <= LONGEST_PAGE and 0 < height <= LONGEST_PAGE):
        raise Refused("page_size")
    return width, height


def _is_signed(pdf: Any) -> bool:
    form = pdf.Root.get("/AcroForm")
    return form is not None and bool(int(form.get("/SigFlags", 0)) & 1)


def _scrub(thing: Any, depth: int = 0, *, signed: bool = False) -> int:
    """Take every action out of one object and its direct children; the number of things taken out."""
    import pikepdf

    if depth > 50:  # noqa: PLR2004 - nobody nests so deep in good faith
        raise Refused("damaged")
    if isinstance(thing, pikepdf.Array):
        return sum(_scrub(child, depth + 1, signed=signed) for child in thing if not _is_indirect(child))
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return 0
    _refuse_carrier(thing)
    taken = _scrub_here(thing)
    children = [thing[key] for key in thing.keys()]  # noqa: SIM118 - a pikepdf object iterates over other things
    return taken + sum(_scrub(child, depth + 1, signed=signed) for child in children if not _is_indirect(child))


def _scrub_here(thing: Any) -> int:
    keys = [key for key in ACTIVE_KEYS if key in thing]
    if "/Names" in thing and "/JavaScript" in (thing.get("/Names") or {}):
        del thing["/Names"]["/JavaScript"]
        keys.append("")
    if str(thing.get("/S", "")) in ACTIVE:
        keys = [str(key) for key in thing.keys()]  # noqa: SIM118
    for key in filter(None, keys):
        del thing[key]
    return len(keys)


def _refuse_carrier(thing: Any) -> None:
    carries = any(key in thing for key in CARRIERS) or "/EmbeddedFiles" in thing
    if carries or str(thing.get("/Type", "")) == "/EmbeddedFile" or str(thing.get("/Subtype", "")) == "/FileAttachment":
        raise Refused("attachment")


def _is_indirect(thing: Any) -> bool:
    return bool(getattr(thing, "is_indirect", False))


def _write_pdf(pdf: Any, job: dict[str, Any], *, keep_as_is: bool) -> None:
    if keep_as_is:
        Path(job["target"]).write_bytes(Path(job["source"]).read_bytes())
        return
    if "/Metadata" in pdf.Root:
        del pdf.Root["/Metadata"]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    pdf.save(job["target"], linearize=True, deterministic_id=True)


def _render_once(path: str) -> None:
    """A file whose first page cannot be drawn is of no use to the people who must read it."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
        page = document[0]
        page.render(scale=200 / max(page.get_width(), 1)).to_pil()
        document.close()
    except pypdfium2.PdfiumError as broken:
        raise Refused("damaged") from broken


def _doubts_about_pages(pdf: Any) -> list[str]:
    low, grey, scans = set(), 0, 0
    for number, page in enumerate(list(pdf.pages)[:INSPECTED_PAGES], start=1):
        for image in _scans_on(page):
            scans += 1
            grey += str(image.get("/ColorSpace", "")) == "/DeviceGray" or bool(image.get("/ImageMask", False))
            dpi = int(image.get("/Width", 0)) / (_page_size(page)[0] / 72)
            low |= {number} if dpi < READABLE_DPI else set()
    named = "、".join(str(number) for number in sorted(low)[:5])
    doubts = [f"第{named}页扫描分辨率偏低，小字可能看不清。"] if low else []
    return doubts + ([GREY] if scans and grey == scans else [])


def _scans_on(page: Any) -> list[Any]:
    """Pictures large enough to be the page itself, not a logo on it."""
    images = [image for _, image in sorted(page.get_images().items(), key=str)]
    return [image for image in images if int(image.get("/Width", 0)) >= 300 and int(image.get("/Height", 0)) >= 300]  # noqa: PLR2004


# ── tables ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def inspect_xlsx(job: dict[str, Any]) -> dict[str, Any]:
    """A workbook without macros that unpacks to something reasonable and opens."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(job["source"]) as archive:
            _check_archive(archive)
        sheets = CalamineWorkbook.from_path(job["source"]).sheet_names
    except (zipfile.BadZipFile, CalamineError, OSError, ValueError) as broken:
        raise Refused("damaged") from broken
    Path(job["target"]).write_bytes(Path(job["source"]).read_bytes())
    return {"pages": len(sheets), "width": 0, "height": 0, "warnings": []}


def _check_archive(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("encrypted")
    if len(entries) > XLSX_ENTRIES or sum(entry.file_size for entry in entries) > XLSX_BYTES:
        raise Refused("heavy")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Refused("macros")
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise Refused("damaged")


# ── pictures of pages ──────────────────────────────────────────────────────────────────────────────────────────────
def draw_pages(job: dict[str, Any]) -> dict[str, Any]:
    """WebP pictures ``<page>-<width>.webp`` of the pages asked for, in the target folder."""
    pages = _drawn_pdf(job) if job["media_type"] == "application/pdf" else _drawn_image(job)
    drawn = [_save_picture(job["target"], *page) for page in pages]
    return {"drawn": drawn, "blurred": job.get("blurred", []), "blank": job.get("blank", [])}


def _drawn_pdf(job: dict[str, Any]) -> Iterator[tuple[int, int, Any]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(job["source"])
        for number in range(job["first"], min(job["last"], len(document)) + 1):
            page = document[number - 1]
            for width in job["widths"]:
                scale = min(width / page.get_width(), (PIXELS / (page.get_width() * page.get_height())) ** 0.5)
                picture = page.render(scale=scale).to_pil()
                if width == job["widths"][0] and page.get_textpage().count_chars() < WRITTEN:
                    seen = "blank" if _is_blank(picture) else "blurred" if _is_blurred(picture) else "clear"
                    job.setdefault(seen, []).append(number)
                yield number, width, picture
    except pypdfium2.PdfiumError as broken:
        raise Refused("damaged") from broken


def _drawn_image(job: dict[str, Any]) -> Iterator[tuple[int, int, Any]]:
    picture = _opened_image(job).convert("RGB")
    for width in job["widths"]:
        height = round(picture.height * min(width, picture.width) / picture.width)
        yield 1, width, picture.resize((min(width, picture.width), max(height, 1)))


def _save_picture(folder: str, page: int, width: int, picture: Any) -> str:
    name = f"{page}-{width}.webp"
    picture.convert("RGB").save(Path(folder) / name, "WEBP", quality=80, method=3)
    return name


JOBS = {
    "application/pdf": inspect_pdf,
    "image/jpeg": inspect_image,
    "image/png": inspect_image,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": inspect_xlsx,
    "draw_pages": draw_pages,
}

if __name__ == "__main__":
    main()
