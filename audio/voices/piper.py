"""Piper's neural voices on this machine (extra ``piper``), from voice files that the user has or fetches.

An Arabic voice is given our own phonemes in the IPA that it was trained on, not its own guess at the vowel marks; other
voices are given their text. Sentences are not scaled one by one (that would lift a quiet ending), and the times of the
words come from the model itself.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import json
import mmap
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

# Before onnxruntime is loaded, or it gives this machine an id and reports its use to its makers.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime
from piper import PiperVoice, SynthesisConfig
from piper.config import PiperConfig

from audio.clip import Clip, clip_of, fade, join, silence, trim
from audio.errors import SpeechError, VoiceError, VoiceUnavailableError
from audio.voices import VoiceInfo
from audio.voices.length import Tempo
from audio.voices.onnx_outputs import durations_name, with_durations
from audio.voices.piper_input import numbered, sentences, signs, word_times
from audio.voices.process import one_per_process
from audio.voices.text import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audio.script import Utterance
    from audio.voices.text import Word

_NOTHING_MS = 200
# phoneme signs to a letter: 1.65 in marked Arabic news, 1.47 in an English text (measured)
_SIGNS_A_LETTER = 1.55
_PAUSE_MS = {"": 40, ",": 180, ":": 260, ".": 450, "!": 450, "?": 480}


@dataclass(frozen=True, kw_only=True, slots=True)
class PiperSettings:
    """Settings of Piper's voices.

    Attributes:
        voice: a voice's name (``ar_JO-kareem-medium``), looked for in ``folder``, or the path of its ``.onnx`` file;
            the ``.onnx.json`` lies beside it.
        folder: where voices are kept; empty for the user's data folder.
        speed: 0.5 to 2, against the voice's own.
        speaker: number of the speaker in a voice of several.
        threads: cores for one clip.
        parallel: clips at once; 0 for as many as there are cores.
        characters_per_s: expected letters a second until four clips have been measured.
    """

    voice: str = "ar_JO-kareem-medium"
    folder: str = ""
    speed: float = 1.0
    speaker: int = 0
    threads: int = 1
    parallel: int = 0
    characters_per_s: float = 11.0

    def __post_init__(self) -> None:
        """Refuse numbers that the engine has no use for."""
        if not 0.5 <= self.speed <= 2:
            message = f"piper.speed: {self.speed!r} is outside 0.5 to 2; choose one inside"
            raise VoiceError(message)
        if self.threads < 1 or self.parallel < 0 or self.speaker < 0 or not self.characters_per_s > 0:
            message = "piper.threads, parallel, speaker, characters_per_s: a number below what makes sense"
            raise VoiceError(message)


def voices_folder() -> Path:
    """Where fetched voices are kept (XDG Base Directory specification, data)."""
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if base else Path.home() / ".local" / "share") / "arabic-briefing" / "voices"


def model_path(settings: PiperSettings) -> Path:
    """The voice's ``.onnx`` file, there or not."""
    if settings.voice.endswith(".onnx"):
        return _from_home(settings.voice)
    folder = _from_home(settings.folder) if settings.folder else voices_folder()
    return folder / f"{settings.voice}.onnx"


def _from_home(written: str) -> Path:
    return Path(os.path.expanduser(written))  # noqa: PTH111 - a ~ of nobody stays as it is


def _tells_times(path: Path) -> bool:
    """Whether the model can tell how long each sound is; the file is looked through, not loaded."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as model:
            return durations_name(model) is not None
    except (OSError, ValueError):
        return False  # check and say tell what is wrong


@functools.lru_cache(2)
def _session(path: Path, threads: int, _state: tuple[int, int]) -> onnxruntime.InferenceSession:
    """The model, loaded once for all editions that a process makes; anew when its file has changed."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    model = path.read_bytes()
    return onnxruntime.InferenceSession(
        with_durations(model) or model, sess_options=options, providers=["CPUExecutionProvider"]
    )


class Piper:
    """Reads phonemes (or text) with a Piper voice file."""

    Settings: ClassVar[type] = PiperSettings

    def __init__(self, settings: PiperSettings) -> None:
        self.settings = settings
        self._path = model_path(settings)
        self._lock = threading.Lock()
        self._loaded: PiperVoice | None = None
        self._config = self._read_config()
        self._tempo = Tempo(_SIGNS_A_LETTER * settings.characters_per_s * settings.speed)
        self.info = self._describe()

    def _read_config(self) -> dict[str, Any]:
        try:
            told = json.loads(Path(f"{self._path}.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}  # check and say tell what is wrong
        return told if isinstance(told, dict) else {}

    def _describe(self) -> VoiceInfo:
        settings = self.settings
        version = importlib.metadata.version("piper-tts")
        state = self._path.stat() if self._path.is_file() else None
        told = (json.dumps(self._config, sort_keys=True), state and state.st_size, settings.speed, settings.speaker)
        digest = hashlib.sha256(repr(told).encode()).hexdigest()[:16]
        language = str(self._config.get("language", {}).get("code", "ar")).replace("_", "-")
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return VoiceInfo(
            name="piper",
            version=f"piper-tts {version}, {self._path.stem}",
            licence="of the voice file, see its model card; piper-tts is GPL-3.0-or-later",
            languages=(language,),
            rate_hz=int(self._config.get("audio", {}).get("sample_rate", 22050)),
            wants="phonemes",
            online=False,
            word_times=state is not None and _tells_times(self._path),
            characters_per_s=round(settings.characters_per_s * settings.speed, 2),
            parallel=settings.parallel or max(1, cores // settings.threads),
            fingerprint=f"piper-1-{version}-{self._path.stem}-{digest}",
        )

    def __reduce__(self) -> tuple[object, ...]:
        """Travel as settings: each process loads the model once."""
        return one_per_process, (type(self), self.settings)

    def check(self) -> None:
        """Load the model.

        Raises:
            VoiceUnavailableError: a file is missing or is no voice.
        """
        self._engine()

    def _engine(self) -> PiperVoice:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> PiperVoice:
        for path in (self._path, Path(f"{self._path}.json")):
            if not path.is_file():
                message = f"piper: there is no {path}; fetch the voice (briefing voices get {self.settings.voice})"
                raise VoiceUnavailableError(message)
        try:
            state = self._path.stat()
            session = _session(self._path, self.settings.threads, (state.st_mtime_ns, state.st_size))
            config = PiperConfig.from_dict(self._config)
        except Exception as error:
            # onnxruntime's errors have no common class below Exception
            what = f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"
            message = f"piper: {self._path.name} is no voice that can be loaded ({what}); fetch it again"
            raise VoiceUnavailableError(message) from error
        return PiperVoice(session=session, config=config, use_tashkeel=False)

    def say(self, utterance: Utterance) -> Clip:
        """Read an utterance, sentence by sentence.

        Returns:
            The clip, with word times where the model tells them; 200 ms of silence when the text has no letter.

        Raises:
            VoiceUnavailableError: the voice cannot be loaded.
            SpeechError: the model gave nothing, or too little or too much for the text.
        """
        spoken = words(utterance, marked=True)
        if not spoken:
            return silence(_NOTHING_MS, self.info.rate_hz)
        parts: list[Clip] = []
        for sentence in sentences(spoken):
            parts += [self._say_sentence(sentence), silence(_PAUSE_MS[sentence[-1].pause], self.info.rate_hz)]
        return join(parts[:-1])

    def _say_sentence(self, sentence: Sequence[Word]) -> Clip:
        engine = self._engine()
        rows = signs(engine, sentence)
        known = engine.config.phoneme_id_map
        ids, owners = numbered(known, rows)
        settings = self.settings
        config = SynthesisConfig(speaker_id=settings.speaker, length_scale=engine.config.length_scale / settings.speed)
        try:
            audio, lengths = engine.phoneme_ids_to_audio(ids, config, include_alignments=True)
        except Exception as error:
            # onnxruntime's errors have no common class below Exception
            message = f"piper: the model failed ({' '.join(str(error).split())[:160]}); look at the text"
            raise SpeechError(message) from error
        samples = np.atleast_1d(np.asarray(audio, np.float32))
        peak = float(np.abs(samples).max(initial=0.0))
        clip = clip_of(samples / max(1.0, peak / 0.98), self.info.rate_hz)
        # the model's own measure is its signs: it reads all that it is given, and nothing else
        self._tempo.check(clip, "".join(sign for _, said in rows for sign in said if sign in known), "piper")
        times = word_times(owners, lengths, clip.sample_count) if self.info.word_times and lengths is not None else ()
        return fade(trim(Clip(segment=clip.segment, words=times)), 3, 5)

    def close(self) -> None:
        """Let the model go; the process keeps the last ones for its next editions."""
        with self._lock:
            self._loaded = None
