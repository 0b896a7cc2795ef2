"""Publishing: episodes become something to subscribe to.

``suitable`` looks at a show's settings. ``library`` is what exists: a folder of episode folders, each made public by
one rename. ``surface`` makes the rest from it: ``cover``, ``page``, ``feed`` with an ``item`` for each episode;
``entries`` remembers what was made, so that a publication costs what is new. ``web`` answers for the published names
of such a folder and ``serve`` runs it; ``listeners`` makes a show private, ``shows`` puts several side by side.
``mirror`` brings a library to a store (``store`` a folder, ``s3`` a bucket), ``websub`` tells a hub. ``clean`` is the
border through which every foreign word goes, ``durable`` the way every file is written.

A store is a class registered in the entry-point group ``briefing.stores``. It has a frozen dataclass ``Settings`` and
is built with one such value.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, ClassVar, Protocol


class Store(Protocol):
    """A place elsewhere that keeps published files by name.

    Names are ASCII, relative, with ``/`` between their parts. Every method raises
    :class:`briefing.errors.PublishError` when the place cannot be reached or refuses.
    """

    Settings: ClassVar[type]

    def put(self, name: str, file: Path, *, media_type: str, fresh_s: int) -> None:
        """Keep a file under a name, in one step: a reader sees the old bytes or the new ones.

        Args:
            name: where.
            file: what.
            media_type: its Content-Type, for places that send it to clients themselves.
            fresh_s: how long a cache may keep it, in seconds.
        """

    def open(self, name: str) -> BinaryIO:
        """The bytes under a name; an error when there are none."""

    def read(self, name: str) -> tuple[bytes, str]:
        """The bytes under a name and their version, of one moment; both empty when there are none."""

    def list(self, prefix: str = "") -> Iterator[str]:
        """Every name that begins with ``prefix``, in no order."""

    def delete(self, name: str) -> None:
        """Forget a name; nothing happens when it is not there."""

    def version(self, name: str) -> str:
        """What changes when the bytes under the name change; empty when there are none."""

    def swap(self, name: str, content: bytes, version: str, *, media_type: str, fresh_s: int) -> bool:
        """Put ``content`` under a name, in one step, if its version is still ``version`` (empty: still absent).

        Returns:
            Whether it was put; False when somebody else was faster, and nothing changed then. Of several who swap in
            different contents at once, one is told True.
        """
