"""The networks of the package text2tashkeel, read as probabilities of each mark on each letter.

The package's own reading of them takes the likeliest class and lets it rewrite the letter (a class is a mark with or
without a hamza). Here the author's letter is given: only the classes that leave it as it is are counted, and what is
left are the probabilities of the fifteen marks. Networks are loaded once a process, each with one thread: more threads
double the processor time of a paragraph and save none.
"""

from __future__ import annotations

import json
import os
import threading
import unicodedata
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from briefing.errors import MarksError
from briefing.marks.letters import FATHA, HAMZA, SHADDA, SUKUN, TANWIN, VOWELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SINGLE = (FATHA, "\u064f", "\u0650", "\u064b", "\u064c", "\u064d")
LABELS = ("", *_SINGLE, SUKUN, SHADDA, *(SHADDA + mark for mark in _SINGLE))
"""What can stand on a letter; the columns of every table of probabilities."""

LABEL_INDEX = {label: index for index, label in enumerate(LABELS)}
_KINDS = ("", *sorted(HAMZA))
_lock = threading.Lock()


class Letters:
    """A bare text as the networks read it: base letters, and the hamza or madda that each must keep.

    Attributes:
        places: index in the text of the character after which the marks of each base letter are written.
        bases: one character a place.
        kinds: row number of ``_KINDS`` for each place.
    """

    __slots__ = ("bases", "kinds", "places")

    def __init__(self, bare: str) -> None:
        self.places: list[int] = []
        self.bases: list[str] = []
        self.kinds: list[int] = []
        for index, char in enumerate(bare):
            base, kind, combines = _decompose(char)
            if not combines:
                self.places.append(index)
                self.bases.append(base)
                self.kinds.append(kind)
            elif self.places:
                self.places[-1] = index
                self.kinds[-1] = kind or self.kinds[-1]


@lru_cache(maxsize=4096)
def _decompose(char: str) -> tuple[str, int, bool]:
    """(base letter, its hamza, whether the character only combines with the one before)."""
    category = unicodedata.category(char)
    if category in {"Mn", "Cf"}:
        return "", _KINDS.index(char) if char in HAMZA else 0, True
    if category == "So":
        return " ", 0, False
    parts = unicodedata.normalize("NFD", char)
    return parts[0], next((_KINDS.index(mark) for mark in parts[1:] if mark in HAMZA), 0), False


def label_of(marks: str) -> str:
    """The one of ``LABELS`` that a run of marks comes to: shadda, then its last vowel; a dagger alef is a fatha."""
    vowel = next((mark for mark in reversed(marks) if mark in VOWELS or mark in TANWIN), "")
    if not vowel and "\u0670" in marks:
        vowel = FATHA
    if SHADDA in marks:
        return SHADDA + vowel
    return vowel or (SUKUN if SUKUN in marks else "")


class Network:
    """One network of the package.

    Args:
        weights: file name in the package's folder of models.
        vocabulary: file name of its characters and classes.
        outputs: ``("presence", "value")`` for a network with two heads, ``("output",)`` for one.
    """

    def __init__(self, weights: str, vocabulary: str, outputs: tuple[str, ...]) -> None:
        folder = _folder()
        try:
            table = json.loads((folder / vocabulary).read_text(encoding="utf-8"))
            self._session = _session(folder / weights)
        except (OSError, ValueError, RuntimeError) as error:
            message = f"{weights}: the network cannot be loaded ({error}); install text2tashkeel 0.1.0 again"
            raise MarksError(message) from error
        self._index: dict[str, int] = table["char_to_idx"]
        self._outputs = list(outputs)
        self._collapse = [_Columns(table["diac_to_idx"], kind) for kind in _KINDS]

    def probabilities(self, letters: Letters) -> NDArray[np.float32]:
        """The probability of each of ``LABELS`` on each place, shape ``(places, 15)``, rows sum to one."""
        index = self._index
        ids = np.array([[index.get(base, 1) for base in letters.bases]], dtype=np.int64)
        found = self._session.run(self._outputs, {"input": ids})
        values = self._labels(found[-1][0], letters.kinds)
        if len(found) == 1:
            return values
        presence = 1.0 / (1.0 + np.exp(-found[0][0]))
        return gated(values, presence)

    def _labels(self, logits: NDArray[np.float32], kinds: list[int]) -> NDArray[np.float32]:
        raw = np.exp(logits - logits.max(axis=-1, keepdims=True))
        out = np.full((len(raw), len(LABELS)), 1e-9, dtype=np.float32)
        self._collapse[0].add(raw, out, slice(None))
        for kind in range(1, len(_KINDS)):
            rows = [place for place, this in enumerate(kinds) if this == kind]
            if rows:
                out[rows] = 1e-9
                self._collapse[kind].add(raw, out, rows)
        out /= out.sum(axis=-1, keepdims=True)
        return out


def gated(values: NDArray[np.float32], presence: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities of marks, given that there is one, under the probability that there is one.

    Args:
        values: shape ``(places, 15)``; its first column, no mark, is not used.
        presence: shape ``(places,)``.
    """
    out = values.copy()
    out[:, 0] = 0.0
    out *= (presence / np.maximum(out.sum(axis=-1), 1e-9))[:, None]
    out[:, 0] = 1.0 - presence
    return out


class _Columns:
    """The classes of one kind of hamza, grouped by the label that each comes to.

    Summed group by group: a matrix product would wake the threads of numpy's linear algebra, whose waiting costs more
    processor time than the networks.
    """

    __slots__ = ("_first", "_labels", "_order")

    def __init__(self, classes: dict[str, int], kind: str) -> None:
        pairs = sorted(
            (LABEL_INDEX[label_of(marks)], column)
            for marks, column in classes.items()
            if next((mark for mark in marks if mark in HAMZA), "") == kind
        )
        labels = [label for label, _ in pairs]
        self._order = np.array([column for _, column in pairs])
        self._labels = sorted(set(labels))
        self._first = np.array([labels.index(label) for label in self._labels])

    def add(self, raw: NDArray[np.float32], out: NDArray[np.float32], rows: slice | list[int]) -> None:
        """Add the sums of some rows of ``raw``, shape ``(places, classes)``, to ``out``, shape ``(places, 15)``."""
        sums = np.add.reduceat(raw[rows][:, self._order], self._first, axis=1)
        view = out[rows]
        view[:, self._labels] += sums
        out[rows] = view


def _folder() -> Path:
    # The package is only located: importing it would build its registry and read the environment.
    found = find_spec("text2tashkeel")
    if found is None or found.origin is None:
        message = "text2tashkeel: the package is not installed; install text2tashkeel 0.1.0"
        raise MarksError(message)
    return Path(found.origin).parent / "models"


def silence_telemetry() -> None:
    """Keep onnxruntime, before it is loaded, from giving this machine an id and reporting its use to its makers."""
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")


def _session(path: Path) -> Any:  # noqa: ANN401  onnxruntime publishes no types
    silence_telemetry()
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@cache
def _load(name: str) -> Network:
    if name == "v3":
        return Network("rawi_v3.int8.onnx", "rawi_v2.vocab.json", ("presence", "value"))
    if name == "v2":
        return Network("rawi_v2.int8.onnx", "rawi_v2.vocab.json", ("output",))
    return Network("rawi.int8.onnx", "rawi.vocab.json", ("output",))


def network(name: str) -> Network:
    """The network ``v1``, ``v2`` or ``v3`` of Rawi, loaded at its first use.

    Raises:
        MarksError: the package is not installed or its files are broken.
    """
    with _lock:
        return _load(name)
