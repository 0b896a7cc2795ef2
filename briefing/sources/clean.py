"""An outlet's lines become clean paragraphs: letters made one, furniture left out, the lead's dateline taken off."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from briefing.choosing.stems import bare

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_PARAGRAPHS = 2_000
_LONGEST = 1_500  # letters of a paragraph; longer ones are parted at a sentence's end
_HEADING = 60  # letters: a line this short without a full stop is a heading between paragraphs

_PRESENTATION = re.compile(r"[\uFB50-\uFDFF\uFE70-\uFEFC]+")  # Unicode's Arabic Presentation Forms A and B
_INVISIBLE = re.compile(r"[\u0000-\u0008\u000B-\u001F\u007F-\u0084\u0086-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F"
                        r"\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFD\uD800-\uDFFF\uFDD0-\uFDEF]")  # fmt: skip
_FOOTNOTE = re.compile(r"(?<!\[)\[[0-9٠-٩]{1,3}\](?![0-9٠-٩\]])")
_SPACES = re.compile(r"[\s\u0085\u00A0\u2000-\u200A\u202F\u205F\u3000]+")
_QUOTES = str.maketrans({"“": "«", "”": "»", "„": "«", "‟": "«", "〝": "«", "〞": "»", "‹": "«", "›": "»"})
_STRAIGHT = re.compile(r'"([^"]{1,600})"')
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE_END = re.compile(r"(?<=[.!?؟…])[»\")]*\s+")

# On bare text. Each names what it drops; a line that merely holds one of these words is kept unless it opens with it.
_FURNITURE = re.compile(
    r"""[\W\d_]*(?:
    (?:اقرا|اقراي|اقراوا|شاهد|شاهدوا|طالع|طالعوا|استمع)\s+(?:ايضا|المزيد|كذلك|الي|في|هنا|اكثر)?\s*(?:[:|]|ايضا|المزيد|\.\.|$)
    |(?:اقرا|شاهد|طالع|للمزيد)\s*[:|]
    |(?:مواضيع|موضوعات|اخبار|مقالات|قصص|روابط)\s+(?:ذات\s+صله|متعلقه|مشابهه|قد\s+تهمك)
    |(?:قد|ربما)\s+(?:يهمك|يعجبك)(?:\s+ايضا)?
    |للمزيد\s+(?:من|عن|حول|اضغط|تابع|اقرا)|لمزيد\s+من\s+(?:الاخبار|التفاصيل|المعلومات)
    |(?:تابعونا|تابعنا|تابعوا|تابع)\s+(?:علي|اخبارنا|صفحتنا|قناتنا|كل|اخر|احدث|حساب|عبر)
    |(?:اشترك|اشتركوا|انضم|انضموا|سجل|سجلوا)\s+(?:في|الي|الان|معنا|بنشرتنا|بالنشره)
    |(?:حمل|حملوا|نزل)\s+(?:تطبيق|التطبيق)|(?:اضغط|انقر|انقروا|اضغطوا)\s+(?:هنا|علي)
    |(?:شارك|شاركوا|شاركها|انشر|ارسل)\s+(?:هذا|هذه|علي|عبر|المقال|الخبر|المقاله|الموضوع|الصفحه|مع|رايك)
    |(?:شارك|مشاركه|طباعه|تعليقات?|اعلان|اعلانات|مشاركه\s+عبر|نسخ\s+الرابط|حفظ|الاكثر\s+قراءه|الاكثر\s+مشاهده)\s*[\W\d]*$
    |(?:فيسبوك|تويتر|واتساب|تلغرام|تيليغرام|انستغرام|يوتيوب|لينكد\s*ان|اكس)(?:\s*[|،,/\-]?\s*(?:فيسبوك|تويتر|واتساب|تلغرام|تيليغرام|انستغرام|يوتيوب|اكس))*\s*$
    |(?:جميع|كل)\s+الحقوق\s+محفوظه|حقوق\s+(?:النشر|الطبع)\s+محفوظه?|©
    |(?:المصدر|المصادر|مصدر)\s*[:+]|(?:تصوير|كتابه|اعداد|تحرير|ترجمه|بقلم|كتب|كتبت|مراسلنا)\s*[:/|\-–]
    |(?:اخر\s+تحديث|تاريخ\s+النشر|نشر\s+في|نشرت\s+في|حدث\s+في|تحديث)\s*[:\d]
    |(?:الصوره|صوره|صور|فيديو|مصدر\s+الصوره)\s*[:(]|صوره\s+(?:ارشيفيه|من\s+الارشيف|تعبيريه|توضيحيه)[\W]*
    |(?:التعليق\s+علي\s+الصوره|تعليق\s+الصوره|مصدر\s+الصوره)
    |هذا\s+(?:المحتوي|الموقع)\s+(?:يستخدم|غير\s+متاح|من)|نستخدم\s+ملفات\s+تعريف
    |اعداد\s+\S+(?:\s+\S+){0,4}\s+للنشره\s+العربيه
    |(?:کلمات|كلمات)\s+(?:مفتاحيه|دلاليه)|الكلمات\s+(?:المفتاحيه|الدلاليه)|وسوم\s*:|tags?\s*:
    |©|getty\s+images?|reuters\s*$|afp\s*$|read\s+more|share\s+this|advertisement
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# No two neighbours in these patterns may both take a space: a line of spaces would have ways without number. A list of
# agencies is taken once and for all (``*+``), since one agency's name may hold another's.
_AGENCY = (
    r"رويترز|فرانس\s*برس|وكاله\s+فرانس\s+برس|اسوشيتد\s*برس|الاناضول|الالمانيه|د[\s.]*ب[\s.]*ا|ا[\s.]*ف[\s.]*ب|ا[\s.]*ب"
    r"|ا[\s.]*ش[\s.]*ا|واس|وام|وفا|بترا|سانا|قنا|كونا|بنا|شينخوا|سبوتنيك|وكالات|وكاله|سي\s*ان\s*ان|cnn|afp|reuters|dw|bbc|ap|aa"
    r"|سكاي\s+نيوز\s+عربيه|العربيه\.?\s*نت|العربيه|الجزيره\s*نت|الجزيره|فرانس\s*24|بي\s*بي\s*سي|يورونيوز|الحره|مراسلون|خاص"
)
_SIGNATURE = re.compile(
    rf"[\W\d_]*(?:(?:{_AGENCY})(?:[\s،,/+|\-–]*و?(?:{_AGENCY}))*+"
    rf"|(?:\w{{1,2}}\s*\.\s*\w{{1,2}}\s*(?:[./\-]\s*|(?=\(|$))){{1,4}}(?:\((?:{_AGENCY})[^)]*\))?)[\W\d_]*$",
    re.IGNORECASE,
)
_SIGNED_END = re.compile(
    rf"\s*[(（\[]\s*(?:{_AGENCY})(?:[\s،,/+\-]*و?(?:{_AGENCY}))*+\s*[)）\]]\s*\.?\s*$", re.IGNORECASE
)
_DATELINE = re.compile(
    rf"""\s*(?:
    [^.():«»!؟\-–—]{{2,45}}?\s*[(（]\s*(?:{_AGENCY})[^)）]{{0,40}}[)）]\s*[\-–—:/]*
    |[(（]\s*(?:{_AGENCY})\s*[)）]\s*[\-–—:/]+
    |[^.():«»!؟\-–—\d]{{2,30}}?\s*[\-–—/،,]\s*(?:{_AGENCY})(?:\s*[،,/+]\s*(?:{_AGENCY}))*\s*[\-–—:/]+
    |(?:{_AGENCY})\s*[\-–—/:]+
    |\w{{2,20}}(?:\s\w{{2,20}}){{0,2}}\s*(?:[\-–—]{{1,2}}|/)\s+(?=\S)(?!.{{0,150}}?\s[\-–—]\s)  # else an aside
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)


def clean_line(text: str) -> str:
    """One line with its letters made one; nothing that is said changes.

    Presentation forms become letters (Unicode TR 15, NFKC on those blocks only), invisible controls go but the joiners
    U+200C and U+200D, which are part of words, stay; every space is one space; quotation marks become « and »; marks of
    footnotes such as [1] go.
    """
    text = _PRESENTATION.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    text = _SPACES.sub(" ", _FOOTNOTE.sub("", _INVISIBLE.sub("", text))).strip()
    return _STRAIGHT.sub(r"«\1»", text.translate(_QUOTES))


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page and not to the article: prompts, links, signatures, captions."""
    plain = bare(line)
    if not _LETTER.search(plain):
        return True
    return len(plain) <= 200 and (_FURNITURE.match(plain) is not None or _SIGNATURE.match(plain) is not None)


def is_heading(line: str) -> bool:
    """Whether a line is a heading: short, and not a sentence."""
    return len(line) <= _HEADING and line.rstrip('»")] ')[-1:] not in tuple(".!?؟…:؛،")


def without_dateline(paragraph: str) -> str:
    """The lead without the place and agency before it, as in ``القاهرة (رويترز) - ``.

    A place alone is taken off only when a dash or slash with a space follows; it does not catch places after a comma.
    """
    plain = bare(paragraph)
    if len(plain) != len(paragraph):  # marks were dropped: positions would not agree
        return paragraph
    found = _DATELINE.match(plain)
    rest = paragraph[found.end() :] if found else paragraph
    return rest if len(rest) >= 40 else paragraph


def _parted(line: str) -> list[str]:
    """A line longer than a paragraph may be, parted at the ends of sentences; a longer sentence at a space."""
    if len(line) <= _LONGEST:
        return [line]
    parts: list[str] = []
    for sentence in _SENTENCE_END.split(line):
        rest = sentence
        while len(rest) > _LONGEST:
            cut = rest.rfind(" ", 0, _LONGEST)
            cut = cut if cut > 0 else _LONGEST
            parts.append(rest[:cut])
            rest = rest[cut:].strip()
        if parts and len(parts[-1]) + len(rest) < _LONGEST // 2:
            parts[-1] += " " + rest
        elif rest:
            parts.append(rest)
    return parts


def clean_paragraphs(lines: Iterable[str], title: str = "") -> list[str]:
    """The article's own paragraphs, in order.

    Left out: furniture, headings between paragraphs, the title said again, a line that was there already. Short lines
    stay when the whole article is made of them. No more than ``MAX_PARAGRAPHS`` are read.
    """
    kept: list[str] = []
    seen = {bare(title).strip()} if title else set()
    for line in lines:
        text = clean_line(line)
        key = bare(text)
        if not text or key in seen or is_furniture(text):
            continue
        seen.add(key)
        signed = bare(text)
        if len(signed) == len(text) and (end := _SIGNED_END.search(signed)):
            text = text[: end.start()].rstrip()
        kept.extend(_parted(text))
        if len(kept) >= MAX_PARAGRAPHS:
            break
    del kept[MAX_PARAGRAPHS:]
    paragraphs = [line for line in kept if not is_heading(line)]
    if sum(map(len, paragraphs)) < sum(map(len, kept)) / 2:
        paragraphs = kept
    if paragraphs:
        paragraphs[0] = without_dateline(paragraphs[0])
    return paragraphs
