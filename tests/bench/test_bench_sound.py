"""Ten minutes, an hour and five hours of the embedded voice, beside espeak-ng | sox and beside a plain pydub script.

Each run is a process of its own from a cold start, imports included. CPU seconds are those of the process and all its
children; memory is the greatest of any one of them. Pairs alternate and the quiet median of three counts.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

# The project's own sentences, with marks.
TEXT = (
    "أَعْلَنَتِ الْوِزَارَةُ افْتِتَاحَ مُسْتَشْفًى جَدِيدٍ فِي شَمَالِ الْمَدِينَةِ، وَقَالَ الْوَزِيرُ إِنَّ الْعَمَلَ يَبْدَأُ غَدًا.",
    "انْخَفَضَتْ أَسْعَارُ الْقَمْحِ فِي الْأَسْوَاقِ الْعَالَمِيَّةِ، وَيَتَوَقَّعُ الْخُبَرَاءُ اسْتِقْرَارَهَا فِي الْأَسَابِيعِ الْقَادِمَةِ.",
    "فَازَ الْفَرِيقُ بِالْكَأْسِ بَعْدَ مُبَارَاةٍ طَوِيلَةٍ، وَاحْتَفَلَ الْجُمْهُورُ فِي الشَّوَارِعِ حَتَّى الصَّبَاحِ.",
    "بَدَأَتِ الْمَدَارِسُ عَامَهَا الْجَدِيدَ الْيَوْمَ، وَعَادَ آلَافُ الطُّلَّابِ إِلَى مَقَاعِدِ الدِّرَاسَةِ فِي أَنْحَاءِ الْبِلَادِ.",
)

SCRIPT = """
import itertools, re
from audio.script import Item, Script, Sentence, Utterance
rows = itertools.cycle(TEXT)
def utterance(number):
    marked = [next(rows) for _ in range(3)]
    plain = [re.sub("[\u064b-\u0652]", "", one) for one in marked]
    return Utterance(sentences=tuple(Sentence(written=a, spoken=a, marked=b) for a, b in zip(plain, marked)))
items = [Item(kind="opening", title="o", utterances=tuple(utterance(n) for n in range(2)))]
for story in range(STORIES):
    items.append(Item(kind="story", title=str(story), utterances=tuple(utterance(n) for n in range(4))))
items.append(Item(kind="closing", title="c", utterances=(utterance(0),)))
script = Script(title="t", language="ar", items=tuple(items))
"""

OURS = """
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from audio.mix import SoundSettings, produce
from audio.record import record
from audio.voices.espeak import Espeak, EspeakSettings
voice = Espeak(EspeakSettings(workers=2))
with ThreadPoolExecutor(2) as executor:
    made = produce(script, record(script, [voice], executor), Path(OUT), SoundSettings(fast=FAST), executor)
voice.close()
print(made.sample_count / 44100, made.loudness_lufs)
"""

# What a script made in an evening does: one clip after the other, +=, ffmpeg's own work left out of the count by
# writing WAV.
PYDUB = """
from pydub import AudioSegment
from audio.voices.espeak import Espeak, EspeakSettings
voice = Espeak(EspeakSettings(workers=1))
whole = AudioSegment.empty()
for item in script.items:
    for one in item.utterances:
        whole += voice.say(one).segment.set_frame_rate(44100).set_channels(1)
        whole += AudioSegment.silent(duration=350, frame_rate=44100)
voice.close()
whole.export(OUT, format="wav")
print(whole.duration_seconds, whole.dBFS)
"""

MEASURE = """
import json, os, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(json.loads(sys.argv[1]), stdout=subprocess.PIPE, text=True, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"wall": time.perf_counter() - start, "cpu": used.ru_utime + used.ru_stime,
    "mb": used.ru_maxrss / 1024, "out": done.stdout}))
"""


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _measured(command: list[str]) -> dict[str, float | str]:
    """A command in a process that does nothing else, so that the counts are its own."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, json.dumps(command)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    read: dict[str, float | str] = json.loads(done.stdout)
    return read


def _python(body: str, stories: int, out: Path, *, fast: bool = True) -> dict[str, float | str]:
    head = f"TEXT = {TEXT!r}\nSTORIES = {stories}\nOUT = {str(out)!r}\nFAST = {fast}\n"
    return _measured([sys.executable, "-c", head + SCRIPT + body])


def _floor(stories: int, folder: Path) -> dict[str, float | str]:
    """The same text in two halves, one a core."""
    rows = [TEXT[number % len(TEXT)] for number in range(3 * (4 * stories + 3))]
    half = len(rows) // 2
    for name, part in (("1", rows[:half]), ("2", rows[half:])):
        (folder / f"{name}.txt").write_text("\n\n".join(part), encoding="utf-8")
    one = "espeak-ng -v ar -s 185 --stdout -f {0}.txt | sox - -r 44100 -C 96 {0}.mp3"
    return _measured(["sh", "-c", f"cd {folder} && ({one.format(1)} & {one.format(2)}; wait)"])


def _median(rows: list[dict[str, float | str]], key: str) -> float:
    return statistics.median(float(row[key]) for row in rows)


def _row(name: str, rows: list[dict[str, float | str]]) -> str:
    cpu, wall, mb = (_median(rows, key) for key in ("cpu", "wall", "mb"))
    return f"  {name:<28} {cpu:8.2f} s CPU {wall:8.2f} s wall {mb:7.0f} MB"


def test_ten_minutes_beside_the_floor(tmp_path: Path) -> None:
    rows: dict[str, list[dict[str, float | str]]] = {
        "ours": [],
        "ours, fast = false": [],
        "espeak-ng | sox": [],
        "pydub": [],
    }
    has_floor = shutil.which("sox") is not None and shutil.which("espeak-ng") is not None
    for _ in range(3):
        rows["ours"].append(_python(OURS, 5, tmp_path / "a.mp3"))
        rows["ours, fast = false"].append(_python(OURS, 5, tmp_path / "a.mp3", fast=False))
        if has_floor:
            rows["espeak-ng | sox"].append(_floor(5, tmp_path))
        rows["pydub"].append(_python(PYDUB, 5, tmp_path / "a.wav"))
    seconds, lufs = (float(number) for number in str(rows["ours"][0]["out"]).split())
    _tell(f"\nsound, ten minutes (ours: {seconds / 60:.1f} minutes, {lufs:.1f} LUFS)")
    for name, measured in rows.items():
        if measured:
            _tell(_row(name, measured))
    if has_floor:
        for name in ("ours", "ours, fast = false"):
            ratios = [_median(rows[name], key) / _median(rows["espeak-ng | sox"], key) for key in ("cpu", "wall")]
            _tell(f"  {name}: {ratios[0]:.2f} times the floor's CPU, {ratios[1]:.2f} times its wall time")
    assert _median(rows["ours"], "mb") <= 100


@pytest.mark.parametrize(("name", "stories"), [("one hour", 38), ("five hours", 195)])
def test_long_programmes(tmp_path: Path, name: str, stories: int) -> None:
    ours = _python(OURS, stories, tmp_path / "a.mp3")
    seconds = float(str(ours["out"]).split()[0])
    _tell(f"\nsound, {name} ({seconds / 60:.0f} minutes)")
    _tell(_row("ours", [ours]))
    if shutil.which("sox") is not None and shutil.which("espeak-ng") is not None:
        floor = _floor(stories, tmp_path)
        _tell(_row("espeak-ng | sox", [floor]))
        _tell(f"  ours: {float(ours['cpu']) / float(floor['cpu']):.2f} times the floor's CPU")
    assert float(ours["mb"]) < 115
