"""A word that is said wrong, from hearing it to hearing it right."""

from __future__ import annotations

import wave
from typing import Any

TEXT = "وصل 15 صاروخا إلى كييف"


def test_a_word_is_heard_put_right_and_heard_again(command: Any) -> None:
    (command.folder / "briefing.toml").write_text('[marks]\nlexicon = "words.tsv"\n', encoding="utf-8")
    (command.folder / "words.tsv").write_text("# mine\n", encoding="utf-8")
    before = command.good("say", TEXT, "--voice", "espeak")
    assert "class     cardinal: 15 = خمسة عشر" in before
    assert "phonemes  wasˤala" in before
    told = command.good("lexicon", "add", "كييف", "كي إف", "--voice", "espeak", "--out", "clips/word.wav")
    assert "spoken    كي إف" in told
    with wave.open(str(command.folder / "clips" / "word.wav")) as clip:
        assert clip.getnframes() > clip.getframerate() / 5
    assert "كي إف" in command.good("say", TEXT, "--no-clip")
    assert command.good("lexicon", "list") == "كييف\tكي إف\n"
    command.good("lexicon", "remove", "كييف")
    assert (command.folder / "words.tsv").read_text(encoding="utf-8") == "# mine\n"
