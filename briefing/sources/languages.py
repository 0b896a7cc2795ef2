"""Whether a text is Arabic: by its script, then by what sets Arabic apart from others in that script."""

from __future__ import annotations

import re

from briefing.choosing.stems import STOP_WORDS, words

_LETTERS = re.compile(r"[^\W\d_]")
_ARABIC_SCRIPT = re.compile(r"[\u0621-\u064A\u066E-\u06D3\u06FA-\u06FF\uFB50-\uFDFF\uFE70-\uFEFC]")
# Letters of Persian, Urdu, Kurdish, Pashto and Uyghur that Arabic news does not use, foreign names apart.
_OTHERS = re.compile(
    r"[\u067E\u0686\u0698\u06AF\u06A9\u06CC\u06D2\u06C1\u06BE\u0679\u0688\u0691\u06BA\u06D5\u06C6\u06CE\u06B5\u0695\u0693\u069A\u067C\u0681\u0685\u06CB\u06C7\u06C8\u06D0\u06AD]"
)


def arabic_share(text: str) -> float:
    """The share of letters that are in Arabic script; 0 for a text without letters."""
    letters = len(_LETTERS.findall(text))
    return len(_ARABIC_SCRIPT.findall(text)) / letters if letters else 0.0


def language_of(text: str) -> str:
    """The language's BCP 47 tag: "ar", "und-Arab" for another one in that script, "und-Latn" and "und" for the rest.

    Letters tell Persian or Urdu from Arabic; where a keyboard has mixed them (ي and ی), the article ال and Arabic
    particles decide: in news every third word has the one or is one of the others.
    """
    sample = text[:5_000]
    if not _LETTERS.search(sample):
        return "und"
    if arabic_share(sample) < 0.5:
        return "und-Latn" if re.search(r"[A-Za-z]", sample) else "und"
    script = len(_ARABIC_SCRIPT.findall(sample))
    if len(_OTHERS.findall(sample)) / script < 0.02:
        return "ar"
    found = words(sample.translate(str.maketrans("یک", "يك")))
    typical = sum(word in STOP_WORDS or word.lstrip("وبلفك").startswith("ال") for word in found)
    return "ar" if found and typical / len(found) > 0.3 else "und-Arab"


def spoken_of(tag: str) -> str:
    """A tag of :func:`language_of` in words, for messages."""
    return {
        "ar": "Arabic",
        "und-Arab": "in another language written with Arabic letters",
        "und-Latn": "in a language written with Latin letters",
    }.get(tag, "not in Arabic")
