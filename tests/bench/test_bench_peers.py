"""Spoken Arabic beside other programs: right sentences on the golden rows, one row of the table for each program.

Each peer is installed from PyPI into an environment of its own under build/peers/, so that none of them, nor what they
need, meets this program's own. Without a network there is no peer to stand beside and the bench is skipped.
The golden rows were written by the makers of this program; a set that nobody tuned to says more.
"""

import runpy
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1200)]

PEERS = Path(__file__).parents[2] / "build" / "peers"
SPOKEN = runpy.run_path(str(Path(__file__).with_name("test_bench_spoken.py")))
GOLDEN: Path = SPOKEN["GOLDEN"]
bare: Callable[[str], str] = SPOKEN["bare"]
report: Callable[[str], None] = SPOKEN["report"]
LIMIT_S = 300

# A sentence on which a peer breaks off is one that it does not read.
LOOP = """
import sys
for line in sys.stdin:
    try:
        said = say(line.rstrip("\\n"))
    except Exception:
        said = ""
    print(" ".join(said.split()))
"""

NEMO = """
from nemo_text_processing.text_normalization.normalize import Normalizer
say = Normalizer(input_case="cased", lang="ar").normalize
"""

TTS_FRONTEND = """
from arabic_tts_frontend import VoiceFrontEnd
front = VoiceFrontEnd()
say = lambda line: front.prepare(line).spoken
"""

# It says numbers only, so each number of the sentence is handed over alone, as with num2words.
SAHLNLP = f"""
import re
from sahlnlp import tafkeet
NUMBER = re.compile({SPOKEN["NUMBER"].pattern!r})
def words(match):
    text = match.group().replace(",", "")
    return tafkeet(float(text) if "." in text else int(text))
say = lambda line: NUMBER.sub(words, line)
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Peer:
    name: str
    release: str
    script: str

    def __str__(self) -> str:
        return f"{self.name} {self.release}"


OTHERS = [
    Peer(name="nemo-text-processing", release="1.2.0", script=NEMO),
    Peer(name="sahlnlp", release="1.1.0", script=SAHLNLP),
    Peer(name="arabic-tts-frontend", release="0.1.0", script=TTS_FRONTEND),
]


class PeerError(Exception):
    """The peer could not be installed or did not run; the text says why, in one line."""


def run(command: list[str], *, failing: str, given: str = "") -> str:
    try:
        done = subprocess.run(command, input=given, encoding="utf-8", capture_output=True, timeout=LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        message = f"{failing}: not done within {LIMIT_S} s"
        raise PeerError(message) from None
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        reasons = [line for line in lines if line.startswith("ERROR: ")] or lines or [f"exit code {done.returncode}"]
        message = f"{failing}: {reasons[-1].removeprefix('ERROR: ')}"
        raise PeerError(message)
    return done.stdout


def python_of(peer: Peer) -> str:
    """The interpreter of the peer's own environment, which is made when it is not there whole."""
    home = PEERS / f"{peer.name}-{peer.release}"
    python, whole = home / "bin" / "python", home / "installed"
    if not whole.exists():
        run([sys.executable, "-m", "venv", "--clear", str(home)], failing="not installed")
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        limits = ["--retries", "1", "--timeout", "15", "--only-binary", "pynini"]  # pynini's source wants OpenFst
        run([*pip, *limits, f"{peer.name}=={peer.release}"], failing="not installed")
        whole.touch()
    return str(python)


def said_by(peer: Peer, lines: list[str]) -> list[str]:
    command = [python_of(peer), "-I", "-X", "utf8", "-c", peer.script + LOOP]
    given = "".join(f"{line}\n" for line in lines)
    said = run(command, failing="did not run", given=given).splitlines()
    if len(said) != len(lines):
        message = f"did not run: {len(said)} lines came back for {len(lines)}"
        raise PeerError(message)
    return said


def tables() -> list[str]:
    """The golden table of each row, in the order of `rows`."""
    texts = {path.stem.removeprefix("spoken-"): path.read_text("utf-8") for path in sorted(GOLDEN.glob("spoken-*.tsv"))}
    lines = [(table, line) for table, text in texts.items() for line in text.splitlines()]
    return [table for table, line in lines if line and not line.startswith(("#", "class\t"))]


def test_table_beside_peers() -> None:
    rows: list[tuple[str, str, list[str]]] = SPOKEN["rows"]()
    written, count = [row[1] for row in rows], Counter(tables())
    said = {
        "this program": [SPOKEN["ours"](line) for line in written],
        f"num2words {version('num2words')}": [SPOKEN["naive"](line) for line in written],
    }
    missing = {}
    for peer in OTHERS:
        try:
            said[str(peer)] = said_by(peer, written)
        except PeerError as error:
            missing[str(peer)] = str(error)
    if len(missing) == len(OTHERS):
        pytest.skip(f"no peer could be installed: {missing}")
    heads = " | ".join(f"{table} ({number})" for table, number in count.items())
    report(f"\n| program | all ({count.total()}) | {heads} |\n| --- |{' ---: |' * (len(count) + 1)}")
    totals = {}
    for name, lines in said.items():
        hits = [bare(line) in map(bare, row[2]) for line, row in zip(lines, rows, strict=True)]
        right = Counter(table for table, hit in zip(tables(), hits, strict=True) if hit)
        totals[name] = right.total()
        shares = [right.total() / count.total(), *(right[table] / number for table, number in count.items())]
        report(f"| {name} | {' | '.join(f'{100 * share:.1f} %' for share in shares)} |")
    for name, reason in missing.items():
        report(f"| {name} | {reason} |{' |' * len(count)}")
    assert max(totals, key=lambda name: totals[name]) == "this program"
