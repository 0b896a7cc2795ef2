"""A small running order, and a pen that puts marks of its own where nobody has put any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.arabic.letters import strip_marks
from briefing.arabic.spoken import Style
from briefing.order.runningorder import Line, Paragraph, Part, RunningOrder
from briefing.scriptwriter import Pen
from briefing.show import EditionId, Reference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.studio.desk import Desk


class OneMark:
    """A fatha on the first letter of each word that has no mark yet; keeps the marks that are there."""

    def mark(self, paragraphs: Sequence[str]) -> list[str]:
        return [" ".join(map(self._word, paragraph.split())) for paragraph in paragraphs]

    @staticmethod
    def _word(word: str) -> str:
        return word if strip_marks(word) != word or not word[0].isalpha() else f"{word[0]}\u064e{word[1:]}"


PEN = Pen(style=Style(), readings={}, marks=OneMark())  # type: ignore[arg-type]


def said(*sentences: str, presenter: int = 0) -> Paragraph:
    lines = []
    for written in sentences:
        spoken = PEN.spoken(written).text
        lines.append(Line(written=written, spoken=spoken, marked=OneMark().mark([spoken])[0]))
    return Paragraph(lines=tuple(lines), presenter=presenter)


def story(number: int, title: str, *paragraphs: Paragraph) -> Part:
    outlet = f"وكالة {number}"
    reference = Reference(article_id=str(number), outlet=outlet, title=title, url=f"https://example.org/{number}")
    return Part(
        kind="story",
        title=title,
        paragraphs=(said(f"{title}."), *paragraphs, said(f"المصدر: {outlet}.", presenter=1)),
        references=(reference,),
        reason="الأول",
    )


ORDER = RunningOrder(
    show_id="moojaz",
    edition="2026-11-24",
    title="موجز الأخبار 2026-11-24",
    language="ar",
    parts=(
        Part(kind="opening", title="موجز الأخبار", paragraphs=(said("موجز الأخبار."), said("في هذه النشرة 3 أخبار."))),
        story(1, "افتتاح جسر النهر", said("بلغ طول الجسر 340 مترا.", "وعمل فيه 250 عاملا.", presenter=1)),
        story(2, "أسعار النفط ترتفع", said("ارتفع السعر 3 دولارات.", presenter=1)),
        story(3, "المنتخب يفوز 3-1", said("حضر 42 ألف متفرج.", presenter=1)),
        Part(kind="closing", title="الختام", paragraphs=(said("نشكركم على حسن الاستماع."),)),
    ),
)
TOKEN = "a-secret-of-the-newsroom_0123456789"  # noqa: S105 - of this test
DAY = EditionId.parse(ORDER.edition)


def order(desk: Desk) -> list[str]:
    """The headlines that are kept, in their order."""
    kept = desk.kept()
    assert kept is not None
    return list(kept.order.headlines)
