"""One door under libFuzzer, which takes the process over.

Run as ``python -m tests.fuzz.coverage_driver DOOR FOLDER [OPTION]...`` with libFuzzer's options; FOLDER takes the good
files that it starts from, what it keeps of its own, and an input that broke something.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from pathlib import Path

import atheris

INSTRUMENTED = (
    *("audio", "briefing", "feedparser", "sgmllib", "tomllib", "pypdf", "docx", "trafilatura", "htmldate", "courlan"),
    *("starlette", "uvicorn", "h11", "protego", "httpx"),
)
"""Ours, and the parsers in Python that meet strangers' bytes."""


def main() -> None:
    """Fuzz until libFuzzer's options say enough, or something broke."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    logging.getLogger().addHandler(logging.NullHandler())
    os.fsync = lambda _file: None  # no power is cut here, and waiting for a disk is no finding
    for inner in ("corpus", "seeds", "work", "found"):
        (folder / inner).mkdir(parents=True, exist_ok=True)
    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        from tests.fuzz.doors import doors
        from tests.fuzz.test_fuzz_rooms import LONGEST_CPU_S

        door = doors(folder / "work")[name]()
        for number, seed in enumerate(door.seeds):
            (folder / "seeds" / f"{number:04}").write_bytes(seed)
            door.check(seed)  # what is imported where it is needed is instrumented too
    words = sorted({"".join(f"\\x{byte:02x}" for byte in word[:64]) for word in door.words if word})
    (folder / "words.dict").write_text("".join(f'"{word}"\n' for word in words), encoding="ascii")

    def one(body: bytes) -> None:
        before = time.process_time()
        door.check(body)
        spent_s = time.process_time() - before
        assert spent_s < LONGEST_CPU_S, f"{spent_s:.0f} CPU s"

    options = [f"-dict={folder / 'words.dict'}", f"-artifact_prefix={folder / 'found'}/", *sys.argv[3:]]
    atheris.Setup([sys.argv[0], *options, str(folder / "corpus"), str(folder / "seeds")], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
