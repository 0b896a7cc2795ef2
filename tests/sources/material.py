"""What lies in folders and comes from servers: good news, and all that is none."""

from __future__ import annotations

import io
import random
import zipfile

from briefing.sources.http import Response

GOOD = (
    "افتتاح مكتبة عامة في حي الزيتون\n"
    "افتتحت البلدية مكتبة عامة في حي الزيتون تضم أربعين ألف كتاب وقاعة للأطفال، بعد أعمال استمرت عامين.\n"
    "وقالت رئيسة البلدية إن المكتبة ستفتح أبوابها كل يوم حتى التاسعة مساء، وإن الاشتراك فيها مجاني.\n"
)


def zipped(**members: bytes) -> bytes:
    store = io.BytesIO()
    with zipfile.ZipFile(store, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return store.getvalue()


NOISE = random.Random(7).randbytes(40_000)  # noqa: S311 - noise, not secrets
PERSIAN = "شهرداری روز دوشنبه یک کتابخانه عمومی در محله باز کرد که چهل هزار کتاب دارد. "
URDU = "بلدیہ نے پیر کے روز محلے میں ایک عوامی کتب خانہ کھولا جس میں چالیس ہزار کتابیں ہیں۔ "
BAD: dict[str, bytes] = {
    "empty.txt": b"",
    "blank.txt": b" \n\t\r\n " * 100,
    "mark.txt": b"\xef\xbb\xbf",
    "nulls.txt": bytes(10_000),
    "noise.txt": NOISE,
    "noise.html": NOISE,
    "noise.md": NOISE,
    "noise.docx": NOISE,
    "noise.epub": NOISE,
    "noise.pdf": NOISE,
    "program.txt": b"\x7fELF\x02\x01\x01" + NOISE,
    "picture.txt": b"\x89PNG\r\n\x1a\n" + NOISE,
    "digits.txt": ("١٢٣٤٥ 67890 " * 500).encode(),
    "emoji.txt": ("😀🎉 " * 500).encode(),
    "marks.txt": ("\u064b\u0651\u0650 " * 500).encode(),
    "english.txt": ("The council opened a public library on Monday morning. " * 20).encode(),
    "persian.txt": (PERSIAN * 8).encode(),
    "urdu.txt": (URDU * 8).encode(),
    "short.txt": "خبر قصير.".encode(),
    "half.docx": zipped(**{"word/document.xml": b"<w:document>"})[:-30],
    "hollow.docx": zipped(**{"[Content_Types].xml": b"<Types/>"}),
    "hollow.epub": zipped(mimetype=b"application/epub+zip"),
    "bomb.docx": zipped(**{"word/document.xml": bytes(80_000_000)}),
    "cut.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\ntrailer << /Root 1 0 R >>",
    "deep.html": b"<html><body>" + b"<div>" * 200_000,
}
ENTITIES = "<!DOCTYPE x [<!ENTITY a 'خبر'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10 if n else '&a;' * 10}'>" for n in range(9)
)
FEEDS: dict[str, bytes] = {
    "empty": b"",
    "page": b"<html><body><p>hello</p></body></html>",
    "noise": NOISE,
    "entities": f"{ENTITIES}]><rss version='2.0'><channel><title>&a8;</title></channel></rss>".encode(),
    "external": b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><rss><channel><title>&e;</title></channel></rss>",
    "deep": b"<rss version='2.0'><channel>" + b"<a>" * 200_000,
    "wide": b"<rss version='2.0'><channel a='&nbsp;'>&nbsp;<item "
    + b" ".join(b"a%d='b'" % n for n in range(50_000))
    + b"/>",
    "deep and closed": b"<rss version='2.0'><channel>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</channel></rss>",
}
PAGES: dict[str, bytes] = {
    "empty": b"",
    "noise": NOISE,
    "no text": b"<html><body><img src=x></body></html>",
    "deep": b"<html><body>" + b"<div>" * 200_000 + b"x",
    "open tags": b"<a <b <c " * 100_000,
    "comments": b"<!--" * 200_000,
    "attributes": b"<div " + b"a='b' " * 200_000 + b">",
    "tables": b"<table><tr><td>" * 50_000,
    "null": b"<html><body><p>" + "خبر".encode() + b"\x00\x01\x02</p>" * 5,
}
SENTENCE = "وقال المتحدث باسم البلدية إن العمل في الحديقة يبدأ يوم السبت المقبل. "
ITEM = (
    "<item><title>افتتاح مكتبة في الحي</title><link>http://good.example/1</link><description>&lt;p>"
    + SENTENCE * 3
    + "&lt;/p></description></item>"
)


def answer(body: bytes, content_type: str = "") -> Response:
    return Response(url="http://x.example/f", status=200, body=body, content_type=content_type)


TITLE = "افتتاح مكتبة عامة في حي الزيتون"
LINES = [
    "افتتحت البلدية مكتبة عامة في حي الزيتون تضم أربعين ألف كتاب وقاعة للأطفال، بعد أعمال استمرت عامين.",
    "وقالت رئيسة البلدية: «ستفتح المكتبة أبوابها كل يوم حتى التاسعة مساء، والاشتراك فيها مجاني».",
    "وبلغت كلفة المبنى ثلاثة ملايين دينار، دفع نصفها صندوق التنمية الثقافية.",
]
