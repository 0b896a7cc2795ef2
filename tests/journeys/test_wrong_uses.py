"""Wrong uses of the real command: one clear line, the right exit status, no traceback, nothing published.

Each row is what was typed, the exit status, and a part of the line that came. Each is tried in English and in Arabic.
"""

from __future__ import annotations

import io
import re
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = ROOT / "seeds" / "articles" / "marfa" / "interest-rate.txt"
GREEK = "Η τράπεζα διατήρησε το επιτόκιο στο πέντε τοις εκατό για τρίτη φορά φέτος.\n" * 4

FILES: dict[str, str | bytes] = {
    "file.txt": "ملف",
    "empty.txt": "",
    "binary.txt": bytes(range(256)),
    "greek.txt": GREEK,
    "broken.toml": "[show\n",
    "open.toml": '[show]\ntitle = "\n',
    "binary.toml": b"\xff\xfe\x00",
    "typo.toml": "[edition]\nminuts = 3\n",
    "section.toml": "[editoin]\nminutes = 3\n",
    "home.toml": '[show]\nlexicon = "x.tsv"\n',
    "kind.toml": '[edition]\nminutes = "five"\n',
    "zone.toml": '[edition]\ntime_zone = "Mars/Olympus"\n',
    "hour.toml": '[edition]\nat = "26:00"\n',
    "address.toml": '[show]\nbase_url = "podcast.example.org"\n',
    "id.toml": '[show]\nid = "../x"\n',
    "days.toml": "[edition]\nweekdays = [8]\n",
    "region.toml": '[arabic]\nregion = "levnt"\n',
    "chain.toml": '[voice]\nchain = ["gtss"]\n',
    "nochain.toml": "[voice]\nchain = []\n",
    "voice.toml": "[voice.espeak]\nrate_wpm = 9000\n",
    "voicetable.toml": "[voice.espeek]\nrate_wpm = 90\n",
    "server.toml": '[voice]\nname = "speech_api"\n[voice.speech_api]\nbase_url = "ftp://x"\n',
    "source.toml": '[[sources]]\ntype = "carrier pigeon"\n',
    "path.toml": '[[sources]]\ntype = "folder"\npaht = "x"\n',
    "notype.toml": '[[sources]]\npath = "x"\n',
    "notlist.toml": "sources = 5\n",
    "gone.toml": '[[sources]]\ntype = "folder"\npath = "gone"\n',
    "opml.toml": '[[sources]]\ntype = "opml"\npath = "file.txt"\n',
    "lexicon.toml": '[marks]\nlexicon = "lexicon.tsv"\n',
    "nolexicon.toml": '[marks]\nlexicon = "none.tsv"\n',
    "marks.toml": '[marks]\ndiacritizer = "rawy"\n',
    "endings.toml": '[marks]\nendings = "some"\n',
    "keep.toml": "[publish]\ndays = -1\n",
    "cover.toml": '[show]\ncover = "file.txt"\n',
    "theme.toml": '[sound]\ntheme = "dusk"\n',
    "music.toml": '[sound]\nopening_file = "none.mp3"\n',
    "store.toml": '[[stores]]\ntype = "floppy"\n',
    "plugin.toml": '[voice]\nname = "visitor"\n',
    "lexicon.tsv": "كييف\n",
    "site/stranger-1.0.dist-info/METADATA": "Name: stranger\nVersion: 1.0\n",
    "site/stranger-1.0.dist-info/entry_points.txt": (
        "[audio.voices]\nabsent = no_such_module:Voice\nbroken = stranger:Voice\n"
    ),
    "site/stranger.py": "raise RuntimeError('on purpose')\n",
    "wrong.opml": "<opml><body/></opml>",
    "noxml.opml": "not at all",
}
MAKE = ("make", str(ARTICLE), "--voice", "tone")

CASES: list[tuple[list[str], int, str]] = [
    # what is not there
    (["make", "missing.txt"], 1, "missing.txt: no such file or folder"),
    (["make", "empty"], 1, "empty: an empty folder"),
    (["make", "empty.txt", "--voice", "tone"], 1, "empty.txt: empty; put the article's text into it"),
    (["make", "binary.txt", "--voice", "tone"], 1, "binary.txt: not text"),
    (["make", "greek.txt", "--voice", "tone"], 1, "only Arabic is read"),
    (["make", "-", "--voice", "tone"], 1, "standard input"),
    (["mak"], 2, "there is no command 'mak'; did you mean 'make'?"),
    (["make", ""], 2, "INPUT: is empty"),
    (["make", "wrong.opml", "--voice", "tone"], 1, "no feed named in it"),
    (["make", "noxml.opml", "--voice", "tone"], 1, "no feed named in it"),
    (["make", "--config", "gone.toml", "--voice", "tone"], 1, "gone: cannot be read"),
    (["make", "--config", "opml.toml", "--voice", "tone"], 1, "no feed named in it"),
    (["make", "--plan", "none.json"], 2, "none.json: cannot be read"),
    (["review", "2020-01-01", "--out", "empty"], 2, "no edition of 2020-01-01"),
    (["remove", "2020-01-01", "--out", "empty"], 2, "no edition of 2020-01-01"),
    (["rebuild", "--out", "empty"], 2, "holds no episode"),
    (["serve", "--out", "empty"], 2, "holds no feed.xml"),
    (["shows", "empty"], 2, "holds no settings file"),
    (["listeners", "remove", "Salma", "--out", "empty"], 1, "no such listener"),
    (["listeners", "add", " ", "--out", "empty"], 1, "not a listener's name"),
    # settings
    ([*MAKE, "--config", "missing.toml"], 2, "missing.toml: cannot be read"),
    ([*MAKE, "--config", "empty"], 2, "empty: cannot be read"),
    ([*MAKE, "--config", "broken.toml"], 2, "broken.toml:1: not TOML"),
    ([*MAKE, "--config", "open.toml"], 2, "open.toml:2: not TOML"),
    ([*MAKE, "--config", "binary.toml"], 2, "binary.toml: is not UTF-8 text"),
    ([*MAKE, "--config", "typo.toml"], 2, "typo.toml:2: edition.minuts: unknown key; did you mean 'minutes'?"),
    ([*MAKE, "--config", "section.toml"], 2, "section.toml:1: editoin: unknown key; did you mean 'edition'?"),
    ([*MAKE, "--config", "home.toml"], 2, "home.toml:2: show.lexicon: unknown key; it belongs to [marks]"),
    ([*MAKE, "--config", "kind.toml"], 2, 'kind.toml:2: edition.minutes: "five" is not a number'),
    ([*MAKE, "--config", "zone.toml"], 2, "zone.toml:2: edition.time_zone: 'Mars/Olympus'"),
    ([*MAKE, "--config", "hour.toml"], 2, "hour.toml:2: edition.at: '26:00'"),
    ([*MAKE, "--config", "address.toml"], 2, "address.toml:2: show.base_url: 'podcast.example.org' is no address"),
    ([*MAKE, "--config", "id.toml"], 2, "id.toml:2: show.id: '../x' is more than"),
    ([*MAKE, "--config", "days.toml"], 2, "days.toml:2: edition.weekdays: 8 is no weekday"),
    ([*MAKE, "--config", "region.toml"], 2, "did you mean 'levant'?"),
    (["make", str(ARTICLE), "--config", "chain.toml"], 2, "there is no 'gtss'; did you mean 'gtts'?"),
    (["make", str(ARTICLE), "--config", "nochain.toml"], 2, "voice.chain: is empty"),
    ([*MAKE, "--config", "voice.toml"], 2, "voice.toml:2: espeak.rate_wpm: 9000"),
    ([*MAKE, "--config", "voicetable.toml"], 2, "did you mean 'espeak'?"),
    (["make", str(ARTICLE), "--config", "server.toml"], 2, "speech_api.base_url: 'ftp://x' is no address"),
    (["make", "--config", "source.toml"], 2, "source.toml:2: sources[1].type: there is no 'carrier pigeon'"),
    (["make", "--config", "path.toml"], 2, "sources[1].paht: unknown key; did you mean 'path'?"),
    (["make", "--config", "notype.toml"], 2, "notype.toml:1: sources[1].type: missing"),
    (["make", "--config", "notlist.toml"], 2, "sources: must be a list of tables"),
    ([*MAKE, "--config", "lexicon.toml"], 1, "lexicon.tsv:1: كييف: neither a spoken form nor marks"),
    ([*MAKE, "--config", "nolexicon.toml"], 1, "none.tsv: the lexicon cannot be read"),
    ([*MAKE, "--config", "marks.toml"], 2, "did you mean 'rawi'?"),
    ([*MAKE, "--config", "endings.toml"], 2, "marks.endings: 'some' is none of"),
    ([*MAKE, "--config", "keep.toml"], 2, "cannot be less than 0"),
    ([*MAKE, "--config", "cover.toml"], 1, "file.txt: not a whole JPEG or PNG picture"),
    ([*MAKE, "--config", "theme.toml"], 2, "theme.toml:2: sound.theme: 'dusk' is unknown"),
    ([*MAKE, "--config", "music.toml"], 1, "none.mp3: cannot be read"),
    ([*MAKE, "--config", "store.toml"], 2, "stores[1].type: there is no 'floppy'"),
    (["say", "نعم", "--config", "plugin.toml"], 2, "there is no 'visitor'"),
    # words typed
    (["mkae"], 2, "mkae"),
    (["make", "--minuts", "3"], 2, "minuts"),
    (["make", str(ARTICLE), "--voice", "nobody"], 2, "there is no 'nobody'"),
    (["make", str(ARTICLE), "--date", "tomorrow"], 2, "tomorrow"),
    (["make", str(ARTICLE), "--date", "2999-01-01"], 2, "is in the future"),
    (["make", str(ARTICLE), "--minutes", "0"], 2, "0.0 is not in the range"),
    (["make", str(ARTICLE), "--minutes", "five"], 2, "'five' is not a valid float"),
    (["make", str(ARTICLE), "--voice"], 2, "requires an argument"),
    (["run", "--at", "26:00"], 2, "edition.at: '26:00'"),
    (["say", "***", "--voice", "tone"], 2, "holds nothing that can be said"),
    (["say", "نعم", "--voice", "nobody"], 2, "there is no 'nobody'"),
    (["say"], 2, "Missing argument 'TEXT'"),
    (["say", "نعم", "--voice", "tone", "--out", "empty"], 2, "empty: the clip cannot be written"),
    (["lexicon", "list"], 2, "marks.lexicon: names no file"),
    (["lexicon", "add", "كييف", "Kyiv", "--config", "nolexicon.toml"], 1, "has no Arabic letter"),
    (["lexicon", "remove", "كييف", "--config", "nolexicon.toml"], 1, "has no row for 'كييف'"),
    (["serve", "--port", "99999"], 2, "is not in the range"),
    (["init", "here"], 2, "init: there is no terminal to ask on"),
    (["init", "here", "--yes", "--feed", "nowhere"], 2, "nowhere: names no feed"),
    (["init", "here", "--yes", "--opml", "wrong.opml"], 2, "wrong.opml: no feed named in it"),
    (["init", "here", "--yes", "--at", "26:00"], 2, "edition.at: '26:00'"),
    (["init", "file.txt", "--yes"], 2, "file.txt"),
    (["pick"], 2, "--jsonl"),
    (["make", str(ARTICLE), "--voice", "absent"], 2, "'absent' is not installed whole"),
    (["make", str(ARTICLE), "--voice", "broken"], 2, "'broken' is broken (RuntimeError: on purpose)"),
    # where it goes, and what it comes from
    (["make", str(ARTICLE), "--out", "file.txt", "--voice", "tone"], 1, "file.txt"),
    (["make", "http://127.0.0.1:9/feed.xml", "--voice", "tone"], 1, "127.0.0.1"),
    (["make", "http://10.0.0.1/feed.xml", "--voice", "tone"], 1, "10.0.0.1"),
    (["make", "https://nowhere.invalid/feed.xml", "--voice", "tone"], 1, "nowhere.invalid"),
    (["serve", "--out", "served", "--port", "{taken}"], 1, "cannot be listened on"),
    (["make", str(ARTICLE), "--voice", "tone", "--out", "/proc/none"], 1, "/proc/none"),
    (["make", str(ARTICLE), "--voice", "tone", "--out", "/dev/full/x"], 1, "/dev/full"),
    (["make", str(ARTICLE), "--voice", "tone", "--out", "/sys/none"], 1, "/sys/none"),
    (
        ["say", "نعم", "--voice", "tone", "--out", "/dev/full"],
        2,
        "/dev/full: the clip cannot be written (No space left",
    ),
]
NAMES = [" ".join(Path(word).name for word in words) for words, _, _ in CASES]


@dataclass(frozen=True)
class Place:
    folder: Path
    taken: int


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("wrong")
    (folder / "empty").mkdir()
    (folder / "served").mkdir()
    (folder / "served" / "feed.xml").write_text("<rss/>", encoding="utf-8")
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield Place(folder, taken.getsockname()[1])


Said = Callable[[list[str]], tuple[int, list[str]]]


@pytest.fixture
def said(place: Place, command: Any, capfdbinary: Any, monkeypatch: Any) -> Iterator[Said]:
    """Runs the command line in this process, as the program itself does: its status, and the lines under its name."""
    from briefing import wiring
    from briefing.cli import main

    for name, value in command.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(place.folder)
    monkeypatch.syspath_prepend(str(place.folder / "site"))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    wiring._registered.cache_clear()  # the folder of packages is another one here

    def run(words: list[str]) -> tuple[int, list[str]]:
        with pytest.raises(SystemExit) as ended:
            main([word.replace("{taken}", str(place.taken)) for word in words])
        told = capfdbinary.readouterr().err.decode()
        assert "Traceback" not in told
        assert "a fault of the program" not in told
        return int(ended.value.code or 0), [line for line in told.splitlines() if line.startswith("briefing: ")]

    yield run
    wiring._registered.cache_clear()


@pytest.mark.parametrize(("words", "status", "told"), CASES, ids=NAMES)
def test_a_wrong_use_ends_in_one_clear_line(
    words: list[str], status: int, told: str, place: Place, said: Said, monkeypatch: Any
) -> None:
    monkeypatch.delenv("BRIEFING_LANG", raising=False)
    code, lines = said(words)
    assert code == status, lines
    assert len(lines) == 1, lines
    assert told in lines[0], lines
    monkeypatch.setenv("BRIEFING_LANG", "ar")
    code, arabic = said(words)
    assert code == status
    assert len(arabic) == 1, arabic
    assert arabic != lines
    assert re.search("[\u0621-\u064a]{3}", arabic[0].replace("كييف", "")), arabic
    assert not (place.folder / "public" / "feed.xml").exists()
