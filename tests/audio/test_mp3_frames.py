"""Frames that can be joined: exact lengths, no difference to the sound, a right Info frame."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import miniaudio
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio import mp3
from audio.crc import Crc16
from audio.errors import ClipError

if TYPE_CHECKING:
    from pathlib import Path


def _pcm(sound: np.ndarray) -> np.ndarray:
    return np.rint(sound * 32767).astype(np.int16)


def _file(*units: tuple[bytes, int] | int) -> bytes:
    """Units and, as numbers, pauses."""
    file = io.BytesIO()
    writer = mp3.FrameWriter(file)
    for unit in units:
        if isinstance(unit, int):
            writer.pause(unit)
        else:
            writer.write(*unit)
    writer.close()
    return file.getvalue()


def _decoded(data: bytes) -> np.ndarray:
    return np.frombuffer(miniaudio.mp3_read_s16(data).samples, dtype=np.int16)


def _unit(kit: Any, seconds: float, seed: int = 1) -> tuple[bytes, int, np.ndarray]:
    sound = kit.babble(seconds, 44100, 0.5, seed)
    sound[:400] *= np.linspace(0, 1, 400)
    sound[-400:] *= np.linspace(1, 0, 400)
    return mp3.encode([_pcm(sound)]), mp3.frame_count(len(sound)), sound


# The check values of CRC-16/ARC in the catalogue of parametrised CRC algorithms (Greg Cook), and bytes by the rule.
@pytest.mark.parametrize(("data", "value"), [(b"123456789", 0xBB3D), (b"", 0), (b"\x00" * 5000, 0), (b"A", 0x30C0)])
def test_crc_known_values(data: bytes, value: int) -> None:
    crc = Crc16()
    crc.feed(data)
    assert crc.value == value


@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=5000), cuts=st.lists(st.integers(0, 5000), max_size=4))
def test_crc_is_the_bitwise_rule_however_it_is_fed(data: bytes, cuts: list[int]) -> None:
    wanted = 0
    for byte in data:
        wanted ^= byte
        for _ in range(8):
            wanted = wanted >> 1 ^ 0xA001 if wanted & 1 else wanted >> 1
    crc = Crc16()
    edges = [0, *sorted(cuts), len(data)]
    for start, end in pairwise(edges):
        crc.feed(data[start:end])
    assert crc.value == wanted


@pytest.mark.parametrize("count", [0, 1, 1151, 1152, 1153, 44100])
def test_a_unit_is_whole_frames(count: int) -> None:
    data = mp3.encode([np.full(count, 1000, np.int16)])
    frames = list(mp3.split(data))
    assert len(frames) == mp3.frame_count(count) == -(-count // 1152) + 2
    assert mp3.main_data_begin(frames[0]) == 0


def test_every_unit_sounds_in_a_row_as_it_sounds_alone(kit: Any) -> None:
    units = [_unit(kit, seconds, seed) for seed, seconds in enumerate((1.3, 0.7, 2.1))]
    joined = _decoded(_file(*[(data, count) for data, count, _ in units]))
    at = 0
    for data, count, sound in units:
        alone = _decoded(_file((data, count)))
        assert len(alone) == count * mp3.FRAME_SAMPLES
        difference = np.abs(joined[at : at + len(alone)].astype(int) - alone)
        # In the silence before the next unit its encoder may already whisper.
        assert difference[: -mp3.FRAME_SAMPLES].max() == 0
        assert difference.max() <= 2
        # LAME's ripple on a sound of this level; a slip of one sample would give thirty times that.
        error = alone[: len(sound)] / 32767 - sound * 0.95
        assert float(np.sqrt(np.mean(error**2))) < 0.01
        at += len(alone)
    assert len(joined) == at


def test_a_pause_is_digital_silence_of_exactly_its_frames(kit: Any) -> None:
    data, count, _ = _unit(kit, 1)
    joined = _decoded(_file((data, count), 40, (data, count)))
    assert len(joined) == (2 * count + 40) * mp3.FRAME_SAMPLES
    start = (count - 1) * mp3.FRAME_SAMPLES
    assert not joined[start : start + 40 * mp3.FRAME_SAMPLES].any()


def test_the_file_keeps_its_constant_bitrate(kit: Any) -> None:
    data, count, _ = _unit(kit, 1)
    file = _file((data, count), 7, (data, count), 200, (data, count), 3)
    frames = list(mp3.split(file))
    assert len(file) == pytest.approx(len(frames) * 144 * 96000 / 44100, abs=2)


def test_the_info_frame_says_what_is_there(kit: Any) -> None:
    data, count, _ = _unit(kit, 1)
    file = _file((data, count), 9)
    first, *rest = mp3.split(file)
    assert first[21:25] == b"Info"
    flags, frames, size, quality = struct.unpack(">IIII", first[25:41])
    # Frames, bytes and quality; no table of contents, whose steps would be worse than the constant bitrate.
    assert (flags, frames, size, quality) == (11, len(rest), len(file), 50)
    assert first[41:50] == b"LAME3.100"
    delay, padding = int.from_bytes(first[62:65], "big") >> 12, int.from_bytes(first[62:65], "big") & 0xFFF
    assert delay == 576
    assert len(rest) * 1152 - delay - padding == (count + 9) * 1152
    length, music_crc, tag_crc = struct.unpack(">IHH", first[69:77])
    assert length == len(file)
    for data_of, value in ((b"".join(rest), music_crc), (first[:75], tag_crc)):
        crc = Crc16()
        crc.feed(data_of)
        assert crc.value == value


@pytest.mark.parametrize("data", [b"\x00" * 400, b"\xff\xfb\x70\xc4", b"ID3" + bytes(500)])
def test_other_bytes_are_no_frames(data: bytes) -> None:
    with pytest.raises(ClipError, match="no whole frame at byte 0"):
        list(mp3.split(data))


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not here")
def test_ffmpeg_decodes_the_exact_length(kit: Any, tmp_path: Path) -> None:
    data, count, sound = _unit(kit, 2)
    path = tmp_path / "unit.mp3"
    path.write_bytes(_file((data, count), 5))
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    decoded = np.frombuffer(done.stdout, dtype=np.int16)
    assert done.stderr == b""
    assert len(decoded) == (count + 5) * mp3.FRAME_SAMPLES
    assert float(np.sqrt(np.mean((decoded[: len(sound)] / 32767 - sound * 0.95) ** 2))) < 0.01
