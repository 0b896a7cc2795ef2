"""What may pass into XML, HTML, titles, notes and links."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from briefing.publish import clean

ANY = st.text(st.characters(), max_size=200)  # lone surrogates and all controls included


@given(ANY)
def test_xml_carries_every_cleaned_text_unchanged(value: str) -> None:
    element = etree.Element("t")
    element.text = clean.text(value)
    back = etree.fromstring(etree.tostring(element, encoding="UTF-8"))
    assert (back.text or "") == clean.text(value)


@given(ANY)
def test_cleaning_twice_is_cleaning_once(value: str) -> None:
    assert clean.text(clean.text(value)) == clean.text(value)
    assert clean.title(clean.title(value)) == clean.title(value)


@given(ANY)
def test_titles_are_one_line_without_direction_controls(value: str) -> None:
    line = clean.title(value)
    assert not re.search("[\n\r\t\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]", line)
    assert len(line) <= 255
    assert line == line.strip()


@given(ANY, st.integers(3, 300))
def test_a_cut_fits_and_is_a_beginning(value: str, limit: int) -> None:
    whole = clean.text(value)
    short = clean.cut(whole, limit)
    assert len(short.encode()) <= limit
    assert short == whole or whole.startswith(short.removesuffix("…").rstrip())


@given(st.text(st.sampled_from("بتثمُّّٰـ👩‍👧"), max_size=60), st.integers(3, 80))
def test_a_cut_never_parts_a_letter_from_its_marks(value: str, limit: int) -> None:
    short = clean.cut(value, limit)
    if short not in {value, "…"}:
        after = value[len(short.removesuffix("…")) :].lstrip()
        assert not after or not unicodedata.combining(after[0])


@given(ANY)
def test_a_link_is_ascii_http_or_nothing(value: str) -> None:
    link = clean.url(value)
    assert link == "" or (link.isascii() and link.startswith(("http://", "https://")) and " " not in link)
    assert not set(link) & set('"<>\\^`{|}')


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("https://example.org/خبر", "https://example.org/%D8%AE%D8%A8%D8%B1"),  # RFC 3987, 3.1
        ("https://موقع.وزارة-الأتصالات.مصر/", "https://xn--4gbrim.xn----rmckbbajlc6dj7bxne2c.xn--wgbh1c/"),  # IANA .eg
        ("https://example.org/a%20b?q=1&r=%D8%AE#x", "https://example.org/a%20b?q=1&r=%D8%AE#x"),
        ("javascript:alert(1)", ""),
        ("  JAVASCRIPT:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//example.org/x", ""),
        ("http://user:secret@example.org/", "http://example.org/"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
        ("http://[::1/x", ""),
        ("http://a b/", ""),
        ("https://example.org/\u202egpj.exe", "https://example.org/%E2%80%AEgpj.exe"),
    ],
)
def test_links(value: str, wanted: str) -> None:
    assert clean.url(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("ا\x00ب\x0bج\ufffeد\ud800ه\ufffdو", "ابجدهو"),  # XML 1.0, production 2
        ("خبر\u202eعاجل\u202c\u200f", "خبرعاجل"),  # UAX 9, table 1
        ("می\u200cخواهم", "می\u200cخواهم"),  # U+200C inside a word is spelling
        ("سطر\r\nآخر", "سطر\nآخر"),
        ("ا\u0653", "آ"),  # NFC
    ],
)
def test_texts(value: str, wanted: str) -> None:
    assert clean.text(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"), [("My Show!", "my-show"), ("موجز", "show"), ("a/../b", "a-b"), ("", "show")]
)
def test_slugs(value: str, wanted: str) -> None:
    assert clean.slug(value) == wanted


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("قمة <b>عربية</b>", "قمة عربية"),
        ("النفط &amp; الغاز", "النفط & الغاز"),
        ("&amp;lt;b&amp;gt;نص", "نص"),
        ("3 < 5 و 7 > 2", "3 < 5 و 7 > 2"),
        ("AT&T", "AT&T"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("نص <!-- سر", "نص"),
        ("&#8238;قلب&#0;", "قلب"),
        ("&lt;" * 3 + "b>", "<<"),
        ("]]>", "]]>"),
        ("<<b>b>نص", "نص"),
        ("<" * 100_000 + "b>" * 100_000, "b>" * 127 + "…"),
        ("<" * 400_000 + "م", "<" * 254 + "…"),
    ],
)
def test_titles_have_no_markup(value: str, shown: str) -> None:
    assert clean.plain(value) == shown


@given(st.text(alphabet="<>&;#ab/!ltgmp\"' ا", max_size=60))
def test_no_tag_is_left(value: str) -> None:
    assert not re.search("<[A-Za-z/!?]", clean.plain(value))
