"""ZIP archives of strangers: what a member says of its size is a claim, what comes out of it is counted."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from briefing.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_BYTES = 12_000_000  # of text and markup: a tree of it takes fifty times as much
_MOST_MEMBERS = 5_000
_PIECE_BYTES = 65_536
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # ISO/IEC 29500-2 (DOCX) and EPUB OCF 3.3 (4.2.2) know no other


class Archive:
    """An open archive; all that is ever read of it together stays within bounds."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = _MOST_BYTES

    def read(self, name: str) -> bytes:
        """A member's bytes.

        Raises:
            SourceError: more comes out than any article holds, or it is packed in a way that no document is.
            KeyError: there is no such member.
        """
        member = self._archive.getinfo(name)
        if member.compress_type not in _METHODS:
            message = "damaged archive (unknown packing); give the file anew"
            raise SourceError(message)
        body = bytearray()
        with self._archive.open(member) as file:  # read whole, zipfile would unpack whatever there is, then cut it
            while piece := file.read(_PIECE_BYTES):
                body += piece
                self._left -= len(piece)
                if self._left < 0:
                    message = f"unpacks to more than {_MOST_BYTES:,} bytes; give a smaller file"
                    raise SourceError(message)
        return bytes(body)

    def written_anew(self, wanted: Callable[[str], bool]) -> io.BytesIO:
        """An archive of the same names, with the bytes of those that are wanted and the others empty."""
        store = io.BytesIO()
        with zipfile.ZipFile(store, "w") as plain:
            for name in dict.fromkeys(self._archive.namelist()):
                plain.writestr(name, self.read(name) if wanted(name) else b"")
        store.seek(0)
        return store


def opened(body: bytes) -> Archive:
    """The archive in these bytes.

    Raises:
        SourceError: it is none, or has more members than any document has.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        message = f"damaged archive ({error}); give the file anew"
        raise SourceError(message) from None
    if len(archive.infolist()) > _MOST_MEMBERS:
        message = f"damaged archive (more than {_MOST_MEMBERS:,} files in it); give the file anew"
        raise SourceError(message)
    return Archive(archive)
