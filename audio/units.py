"""Units kept between editions: a paragraph that was mixed before is not mixed again.

A unit is a pure function of its sound, its settings and the encoder, and is kept under the hash of these. Files are
written in one step, checked when they are read, and made anew when anything is wrong with them.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import logging
import os
import tempfile
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from audio.arrange import Score, Section, make_section
from audio.check import Reading
from audio.unit import Level, Placed, Unit, make_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from audio.blocks import Sound

_log = logging.getLogger(__name__)

# Counted up when the same sound would become other frames.
_REVISION: Final = 5
_SUFFIX: Final = ".unit"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """Where units are kept.

    Attributes:
        folder: made when it is not there.
        most_mb: the oldest go when there is more; ten minutes take 8 MB.
    """

    folder: Path
    most_mb: int = 200


def speech_unit(sound: Sound, level: Level, shelf: Shelf | None) -> Unit:
    """A paragraph's unit, from the shelf where it is there.

    Raises:
        MixError: as :func:`audio.unit.make_unit`.
    """
    if shelf is None:
        return make_unit(sound, level)
    path = shelf.folder / f"{_key(('speech', level), (sound,))}{_SUFFIX}"
    return _read(path) or _written(path, make_unit(sound, level))


def section_unit(section: Section, score: Score, level: Level, shelf: Shelf | None) -> Unit:
    """A section's unit, from the shelf where it is there.

    Raises:
        MixError: as :func:`audio.arrange.make_section`.
    """
    if shelf is None or score.own:
        # An own file may change under its name.
        return make_section(section, score, level)
    asked = (section.kind, section.pauses_ms, score, level)
    path = shelf.folder / f"{_key(asked, section.sounds)}{_SUFFIX}"
    return _read(path) or _written(path, make_section(section, score, level))


def tidy(shelf: Shelf) -> None:
    """Let the units go that were used longest ago, until the shelf holds no more than it may."""
    rows = []
    for path in shelf.folder.glob(f"*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            told = path.stat()
            rows.append((told.st_mtime_ns, told.st_size, path))
    total = sum(size for _, size, _ in rows)
    for _, size, path in sorted(rows):
        if total <= shelf.most_mb * 1_000_000:
            break
        with contextlib.suppress(OSError):
            path.unlink()
        total -= size


@lru_cache(maxsize=1)
def _versions() -> str:
    names = ("lameenc", "soxr", "numpy", "pydub")
    return " ".join((str(_REVISION), *(importlib.metadata.version(name) for name in names)))


def _key(asked: tuple[object, ...], sounds: tuple[Sound, ...]) -> str:
    digest = hashlib.blake2b(repr((_versions(), asked)).encode(), digest_size=20)
    for sound in sounds:
        digest.update(f"\n{sound.rate_hz} {len(sound.pcm)}\n".encode())
        digest.update(sound.pcm)
    return digest.hexdigest()


def _read(path: Path) -> Unit | None:
    """The unit of a file; none when there is no file or it is not whole."""
    try:
        head, _, rest = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    try:
        unit = _unit_of(head, rest)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        _log.warning("kept unit %s: %s; made anew", path.name, error)
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return unit


def _unit_of(head: bytes, rest: bytes) -> Unit:
    told = json.loads(head)
    if hashlib.blake2b(rest, digest_size=20).hexdigest() != told["digest"]:
        message = "its content is not what was written"
        raise ValueError(message)
    size = 8 * told["energies"]
    return Unit(
        frames=told["frames"],
        data=rest[size:],
        sample_count=told["sample_count"],
        placed=tuple(
            Placed(start=start, sample_count=count, spans=tuple((first, stop) for first, stop in spans))
            for start, count, spans in told["placed"]
        ),
        energies=np.frombuffer(rest[:size], dtype="<f8"),
        power=told["power"],
        reading=Reading(**told["reading"]),
    )


def _written(path: Path, unit: Unit) -> Unit:
    """Keep a unit; a shelf that cannot be written costs time, never the programme."""
    rest = unit.energies.astype("<f8").tobytes() + unit.data
    head = json.dumps(
        {
            "digest": hashlib.blake2b(rest, digest_size=20).hexdigest(),
            "frames": unit.frames,
            "sample_count": unit.sample_count,
            "placed": [(place.start, place.sample_count, place.spans) for place in unit.placed],
            "energies": len(unit.energies),
            "power": unit.power,
            "reading": asdict(unit.reading),
        }
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _one_step(path) as new:
            new.write_bytes(head.encode() + b"\n" + rest)
    except OSError as error:
        _tell_unwritable(path.parent, error.strerror or str(error))
    return unit


@lru_cache(maxsize=64)
def _tell_unwritable(folder: Path, why: str) -> None:
    """Once, not for each of a programme's hundreds of units."""
    _log.warning("kept units %s: cannot be written (%s); mixing goes on without", folder, why)


@contextlib.contextmanager
def _one_step(path: Path) -> Iterator[Path]:
    """A new file that takes the place of ``path`` when all went well."""
    number, name = tempfile.mkstemp(dir=path.parent)
    os.close(number)
    new = Path(name)
    try:
        yield new
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
