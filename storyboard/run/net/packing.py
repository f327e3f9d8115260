"""What comes over the network as it was sent: packed once it is unpacked a bounded piece at a time, else refused."""

import zlib
from collections.abc import Iterator

_STEP = 64 * 1024
_BARE = frozenset({"", "identity"})
_GZIP = frozenset({"gzip", "x-gzip"})  # nobody asked for it, and some stores and proxies give nothing else


class PackedError(Exception):
    """It came packed in a way that nobody asked for, or is broken in its package."""


def is_bare(encoding: str) -> bool:
    """Say whether a Content-Encoding means that nothing was packed."""
    return encoding.strip().lower() in _BARE


class Unpacker:
    """Gives what was packed, piece by piece; whoever takes the pieces counts them and stops where it is too much."""

    def __init__(self, encoding: str) -> None:
        """Begin a body of this Content-Encoding. Raises PackedError for any but none and a single gzip."""
        self._gzip = None if is_bare(encoding) else zlib.decompressobj(zlib.MAX_WBITS | 16)
        if self._gzip is not None and encoding.strip().lower() not in _GZIP:
            raise PackedError

    def take(self, piece: bytes) -> Iterator[bytes]:
        """Give what a piece of the body holds, in pieces of at most 64 KiB. Raises PackedError where it is broken."""
        if self._gzip is None:
            yield piece
            return
        while piece:
            if self._gzip.eof:
                raise PackedError
            try:
                yield self._gzip.decompress(piece, _STEP)
            except zlib.error:
                raise PackedError from None
            piece = self._gzip.unconsumed_tail or self._gzip.unused_data

    def end(self) -> None:
        """Hear that the body has come to its end. Raises PackedError where the package has not."""
        if self._gzip is not None and not self._gzip.eof:
            raise PackedError
