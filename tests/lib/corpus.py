"""Good and bad uploads, made on the spot."""

import io
import struct
import zipfile
import zlib

import pikepdf
import xlsxwriter
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational


def page_picture(size=(1240, 1754), *, seal=True):
    """What a scanned page looks like to a checker: sharp text, a red seal."""
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    for line in range(10, size[1] - 20, 24):
        pen.text((20, line), "The quick brown fox jumps over the lazy dog 0123456789 " * 3, fill="black")
    if seal:
        pen.ellipse((size[0] // 2, size[1] // 2, size[0] // 2 + 200, size[1] // 2 + 200), outline="red", width=14)
    return picture


def saved(picture, kind, **options):
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def photo_with_place(orientation=6):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "PhoneMaker"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (IFDRational(22), IFDRational(49), IFDRational(12))
    return saved(page_picture((1600, 1200)), "JPEG", exif=exif, comment=b"secret")


def pdf(change=None, *, pages=1, box=(0, 0, 595, 842), **options):
    document = pikepdf.new()
    for _ in range(pages):
        page = document.add_blank_page(page_size=(595, 842))
        page.mediabox = Array(box)
    if change:
        change(document)
    buffer = io.BytesIO()
    document.save(buffer, **options)
    return buffer.getvalue()


def scanned_pdf(picture):
    return saved(picture, "PDF", resolution=150)


def action(kind, **more):
    return Dictionary(S=Name("/" + kind), **more)


def script_at_opening(document):
    document.Root.OpenAction = action("JavaScript", JS=String("app.alert(1)"))


def script_by_name(document):
    names = Array([String("a"), action("JavaScript", JS=String("app.alert(1)"))])
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=names))


def program_at_opening(document):
    document.Root.OpenAction = document.make_indirect(action("Launch", F=String("cmd.exe")))


def action_of_page(document):
    document.pages[0].AA = Dictionary(O=action("JavaScript", JS=String("app.alert(1)")))


def action_of_document(document):
    document.Root.AA = Dictionary(WC=action("JavaScript", JS=String("app.alert(1)")))


def link_that(kind, **more):
    def change(document):
        link = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=Array([0, 0, 9, 9]),
            A=action(kind, **more),
            Border=Array([0, 0, 0]),
        )
        document.pages[0].Annots = Array([document.make_indirect(link)])

    return change


def xfa_form(document):
    document.Root.AcroForm = Dictionary(Fields=Array([]), XFA=document.make_stream(b"<xdp/>"))


def field_with_script(document):
    field = Dictionary(FT=Name.Tx, T=String("a"), AA=Dictionary(K=action("JavaScript", JS=String("1"))))
    document.Root.AcroForm = Dictionary(Fields=Array([document.make_indirect(field)]))


def media(document):
    rich = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 9, 9]), RichMediaContent=Dictionary())
    document.pages[0].Annots = Array([rich])


def chained_script(document):
    chain = action("GoTo", Next=Array([action("JavaScript", JS=String("1")), action("Launch", F=String("x"))]))
    document.Root.OpenAction = chain
    document.pages[0].Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=document.make_indirect(chain))]
    )


ACTIVE = {
    "script at opening": script_at_opening,
    "script by name": script_by_name,
    "program at opening": program_at_opening,
    "action of a page": action_of_page,
    "action of the document": action_of_document,
    "link that runs a program": link_that("Launch", F=String("cmd.exe")),
    "link that runs a script": link_that("JavaScript", JS=String("1")),
    "link that sends a form": link_that("SubmitForm", F=String("http://127.0.0.1/")),
    "link that imports data": link_that("ImportData", F=String("x")),
    "link to another file": link_that("GoToR", F=String("x.pdf")),
    "link into an attachment": link_that("GoToE"),
    "link that plays": link_that("Rendition", JS=String("1")),
    "xfa form": xfa_form,
    "field with script": field_with_script,
    "rich media": media,
    "chained script": chained_script,
}


def attached(document):
    document.attachments["evil.exe"] = b"MZ"


def attached_to_page(document):
    file = pikepdf.AttachedFileSpec(document, b"MZ", filename="evil.exe")
    document.pages[0].Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=file.obj)]
    )


def with_author(document):
    with document.open_metadata() as meta:
        meta["dc:creator"] = ["韦秀兰"]
    document.docinfo["/Author"] = "韦秀兰"


def signed(document):
    document.Root.AcroForm = Dictionary(Fields=Array([]), SigFlags=3)


def encrypted_pdf(user="secret"):
    return pdf(encryption=pikepdf.Encryption(owner="owner", user=user))


def zip_bomb_pdf():
    packed = zlib.compress(b"0 0 m 1 1 l S\n" * 10_000_000, 9)

    def change(document):
        bomb = document.make_stream(packed)
        bomb.Filter = Name.FlateDecode
        document.pages[0].Contents = bomb

    return pdf(change)


def nested_pdf(depth=400):
    def change(document):
        inner = Array([])
        for _ in range(depth):
            inner = Array([inner])
        document.Root.Deep = inner

    return pdf(change)


def png_bomb(side):
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((side // 8 + 2) * side), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def workbook():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet("名册").write_string(0, 0, "姓名")
    book.close()
    return buffer.getvalue()


def archive(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def workbook_with(extra):
    with zipfile.ZipFile(io.BytesIO(workbook())) as book:
        return archive({name: book.read(name) for name in book.namelist()} | extra)


def box(name, body):
    return struct.pack(">I", len(body) + 8) + name + body


def movie(seconds=60, *, width=1280, height=720, coding=b"", telling=b"", in_track=b""):
    head = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000) + b"\0" * 80)
    track = box(b"tkhd", b"\0" * 76 + struct.pack(">II", width << 16, height << 16))
    if coding:
        entry = b"\0" * 4 + struct.pack(">I", 1) + box(coding, b"\0" * 78)
        track += box(b"mdia", box(b"minf", box(b"stbl", box(b"stsd", entry))))
    inside = head + box(b"trak", track + in_track) + telling
    return box(b"ftyp", b"isom\0\0\0\0isom") + box(b"moov", inside) + box(b"mdat", b"\0" * 100)


def scanned_pdf_at(dpi):
    return saved(page_picture(), "PDF", resolution=dpi)
