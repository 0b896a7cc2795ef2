"""How a programme sounds: what a listener may set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from audio.arrange import Score, music_below_lu
from audio.errors import MixError
from audio.music import THEMES, Part, own_length_s
from audio.plan import Rhythm
from audio.unit import Level

if TYPE_CHECKING:
    from audio.script import Script

_LETTERS_PER_S: Final = 12
_OUR_MUSIC_S: Final[dict[Part, float]] = {"opening": 5, "sting": 1.5, "closing": 5}

_RANGES: Final[dict[str, tuple[float, float]]] = {
    # Above it speech is all limiter; below it a pause is no quieter than a soft vowel.
    "target_lufs": (-30.0, -14.0),
    # A shorter silence is part of a consonant.
    "sentence_pause_ms": (100, 1000),
    "before_sting_ms": (0, 1000),
    "after_sting_ms": (0, 1000),
    "item_pause_ms": (0, 1000),
    "keep_mb": (0, 1_000_000),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class SoundSettings:
    """How a programme sounds.

    Attributes:
        target_lufs: loudness of the file; -16 is asked of podcasts, -14 and -19 are in use too.
        music: whether there is any.
        theme: which of our own, see :data:`audio.music.THEMES`.
        opening_file: own music in its place, before the first words.
        bed_file: own music under the opening words and the closing ones.
        sting_file: own music between two stories.
        closing_file: own music behind the last words.
        sentence_pause_ms: a longer silence inside a paragraph is shortened to this.
        before_sting_ms: silence between a story and the sting.
        after_sting_ms: silence between the sting and the next story.
        item_pause_ms: silence between stories without music.
        fast: LAME quality 7; without it 5, which takes longer and is no better at 96 kbit/s for one voice.
        keep_mb: of units kept for the next time; ten minutes take 8 MB.

    Raises:
        MixError: a value outside what can be mixed, or no such theme.
    """

    target_lufs: float = -16.0
    music: bool = True
    theme: str = "dawn"
    opening_file: Path | None = None
    bed_file: Path | None = None
    sting_file: Path | None = None
    closing_file: Path | None = None
    sentence_pause_ms: int = 600
    before_sting_ms: int = 450
    after_sting_ms: int = 350
    item_pause_ms: int = 900
    fast: bool = True
    keep_mb: int = 200

    def __post_init__(self) -> None:
        """Refuse what would only fail once all is spoken."""
        for name, (low, high) in _RANGES.items():
            value = getattr(self, name)
            if not low <= value <= high:
                message = f"sound.{name}: {value} is outside {low} to {high}; choose one inside"
                raise MixError(message)
        if self.theme not in THEMES:
            message = f"sound.theme: {self.theme!r} is unknown; choose one of {', '.join(THEMES)}"
            raise MixError(message)

    @property
    def level(self) -> Level:
        """What a unit needs to know."""
        return Level(target_lufs=self.target_lufs, longest_pause_ms=self.sentence_pause_ms, fast=self.fast)

    @property
    def rhythm(self) -> Rhythm:
        """What the order of the programme needs to know."""
        return Rhythm(
            before_sting_ms=self.before_sting_ms,
            after_sting_ms=self.after_sting_ms,
            item_pause_ms=self.item_pause_ms,
            music=self.music,
        )

    def score(self, script: Script) -> Score:
        """What the music needs to know."""
        files: tuple[tuple[Part, Path | None], ...] = (
            ("opening", self.opening_file),
            ("bed", self.bed_file),
            ("sting", self.sting_file),
            ("closing", self.closing_file),
        )
        own = {part: path for part, path in files if path is not None}
        lengths_s = {
            part: own_length_s(own[part], part) if part in own else ours for part, ours in _OUR_MUSIC_S.items()
        }
        music_s = lengths_s["opening"] + lengths_s["sting"] * len(script.items) + lengths_s["closing"]
        letters = sum(len(utterance.spoken) for item in script.items for utterance in item.utterances)
        return Score(
            theme=self.theme,
            own=tuple(own.items()),
            below_lu=music_below_lu(letters / _LETTERS_PER_S, music_s),
        )
