"""Undoing a page's compression without ever holding more than was allowed."""

from __future__ import annotations

import zlib

_GZIP_MAGIC = b"\x1f\x8b"


class TooMuchError(Exception):
    """More came out than may."""


class BrokenError(Exception):
    """It is not compressed as it says."""


class Unpacker:
    """Takes the body piece by piece and counts what comes out: a bomb goes off in no more than `limit` bytes.

    Only gzip and deflate are known, the two that are asked for; no other library's decoder lets its output
    be bounded while it runs.
    """

    def __init__(self, encoding: str, *, limit: int) -> None:
        names = [name for name in (part.strip().lower() for part in encoding.split(",")) if name]
        names = [name for name in names if name not in ("identity", "none", "utf-8")]
        if len(names) > 1 or (names and names[0] not in ("gzip", "x-gzip", "deflate")):
            raise BrokenError
        self._name = names[0].removeprefix("x-") if names else ""
        self._limit = limit
        self._inflate: zlib._Decompress | None = None
        self._seen = b""
        self._taken = 0
        self._given = 0
        self._out = bytearray()

    def feed(self, piece: bytes) -> None:
        """Take the next piece.

        Raises:
            TooMuchError: it would make more than `limit` bytes.
            BrokenError: it cannot be decompressed.
        """
        self._taken += len(piece)
        if self._taken > self._limit:
            raise TooMuchError
        if not self._name:
            self._out += piece
            return
        if self._inflate is None:
            self._seen += piece
            if len(self._seen) < 2:
                return
            piece, self._seen = self._seen, b""
            self._inflate = zlib.decompressobj(self._window(piece))
        self._expand(piece)

    def taken(self) -> bytes:
        """What has come out since this was last asked for."""
        out = bytes(self._out)
        self._given += len(out)
        self._out.clear()
        return out

    def finish(self) -> bytes:
        """The whole body, or what of it was not taken yet.

        Raises:
            BrokenError: the compressed body stopped before its end.
        """
        if self._name and (self._seen or (self._inflate is not None and not self._inflate.eof)):
            raise BrokenError
        return bytes(self._out)

    def _window(self, head: bytes) -> int:
        if self._name == "gzip":
            return 16 + zlib.MAX_WBITS
        # "deflate" should mean zlib's wrapping; some servers send the bare stream.
        wrapped = head[0] & 0x0F == 8 and (head[0] * 256 + head[1]) % 31 == 0
        return zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS

    def _expand(self, piece: bytes) -> None:
        assert self._inflate is not None  # noqa: S101 - for the type checker
        while piece:
            if self._inflate.eof:
                if not piece.startswith(_GZIP_MAGIC):
                    return  # padding after the end, which browsers overlook too
                self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
            try:
                self._out += self._inflate.decompress(piece, self._limit + 1 - self._given - len(self._out))
            except zlib.error as exc:
                raise BrokenError from exc
            if self._given + len(self._out) > self._limit:
                raise TooMuchError
            piece = self._inflate.unconsumed_tail or self._inflate.unused_data
