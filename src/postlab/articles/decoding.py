"""Bytes of a page in, its text out, whatever the server and the page claim about the encoding."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([a-zA-Z0-9_:.-]{2,40})["']""")
# The WHATWG's reading of labels: what says Latin-1 or ASCII on the web is windows-1252, and so on.
_LABELS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
}
# Codecs of Python that turn bytes into text but are no encodings of pages, or attack surface only.
_NO_PAGE = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
_TAG = re.compile(rb"<(script|style)\b.*?</\1|<[^>]*>", re.IGNORECASE | re.DOTALL)
_SEVEN_BIT = ("iso2022", "iso-2022", "hz")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# UTF-8 that was read as windows-1252 and stored like that: "â€™" for ’, "Ã©" for é, "Â£" for £.
_PUNCTUATION_TWICE = re.compile(
    "â(?:€|\x80)[\x80-\x9f™œžŸšŠŽŒ˜“”•–—¢£¤¥¦§¨©ª«¬\xad®¯°±²³´µ¶·¸¹º»¼½¾¿ ˆ‰‹›†‡…‚ƒ„‘’\xa0]"
)
_LETTERS_TWICE = re.compile("Ã[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\xa0-\xbf]")


def decode(body: bytes, charset: str | None) -> str:
    """The text of a page. Never fails: where bytes make no sense, the least bad reading is given.

    Tried in this order: a byte order mark; UTF-8, which no other encoding looks like by chance; what the
    server says; what the page says; a guess from the bytes; windows-1252. The first without damage wins,
    else the one with the least.
    """
    text = _decode(body, charset)
    return _undo_double_encoding(text.replace("\x00", ""))


def _decode(body: bytes, charset: str | None) -> str:
    for bom, codec in _BOMS:
        if body.startswith(bom):
            return body.decode(codec, errors="replace")
    claims = [codec for codec in (_codec(charset), *_claimed_by_page(body)) if codec]
    wide = _wide(body)
    if wide:
        return body.decode(wide, errors="replace")
    if body.isascii():
        seven = next((codec for codec in claims if codec.startswith(_SEVEN_BIT)), None)
        return body.decode(seven or "ascii", errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        unicode = body.decode("utf-8", errors="replace")
    if sum(char > "\x7f" for char in unicode) > 5 * unicode.count("\ufffd"):
        return unicode  # a few broken bytes do not make it something else
    best, least = "", float("inf")
    for codec in dict.fromkeys([*claims, *_guessed(body, claims), "cp1252"]):
        text = body.decode(codec, errors="replace")
        damage = _damage(text)
        if damage < least:
            best, least = text, damage
        if damage == 0:
            break
    return best


def _codec(label: str | None) -> str | None:
    if not label:
        return None
    try:
        info = codecs.lookup(label.strip().lower().replace("x-sjis", "shift_jis").replace("x-gbk", "gbk"))
    except (LookupError, ValueError, UnicodeError):
        return None
    if not info._is_text_encoding or info.name in _NO_PAGE:  # noqa: SLF001 - the only way to tell
        return None
    return _LABELS.get(info.name, info.name)


def _claimed_by_page(body: bytes) -> list[str]:
    head = body[:8192]
    labels = [match.group(1).decode("ascii") for pattern in (_META, _XML) if (match := pattern.search(head))]
    # A page whose ASCII could be read so far cannot be UTF-16, whatever it says.
    return [codec for label in labels if (codec := _codec(label)) and not codec.startswith(("utf-16", "utf-32"))]


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Western markup is zero."""
    head = body[:400]
    if len(head) < 20:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.4 and even < len(head) * 0.05:
        return "utf-16-le"
    if even > len(head) * 0.4 and odd < len(head) * 0.05:
        return "utf-16-be"
    return None


def _guessed(body: bytes, claims: list[str]) -> list[str]:
    """What the bytes look like; asked only where nobody's claim fits, for it takes its time."""
    if any(_damage(body.decode(codec, errors="replace")) == 0 for codec in claims):
        return []
    words = _TAG.sub(b" ", body)
    foreign = sum(byte > 0x7F for byte in words)
    if foreign < 0.6 * sum(chr(byte).isalpha() for byte in words if byte < 0x80):
        return []  # Latin letters with some accents: windows-1252, of which guesses from few bytes make anything
    from charset_normalizer import from_bytes

    start = next((index for index, byte in enumerate(body) if byte > 0x7F), 0)
    best = from_bytes(body[max(0, start - 2000) : start + 20_000], steps=3, chunk_size=512).best()
    codec = _codec(best.encoding) if best is not None else None
    return [codec] if codec else []


def _damage(text: str) -> int:
    """How many characters cannot have been meant."""
    return 3 * text.count("\ufffd") + len(_CONTROL.findall(text))


def _undo_double_encoding(text: str) -> str:
    """Repair what was encoded twice before it reached us; only where it cannot be anything else."""
    twice = len(_PUNCTUATION_TWICE.findall(text))
    letters = len(_LETTERS_TWICE.findall(text))
    if not twice and letters < 2:
        return text
    return _LETTERS_TWICE.sub(_once, _PUNCTUATION_TWICE.sub(_once, text))


def _once(match: re.Match[str]) -> str:
    try:
        raw = b"".join(
            bytes([ord(char)]) if 0x80 <= ord(char) < 0x100 else char.encode("cp1252") for char in match.group()
        )
        return raw.decode("utf-8")
    except UnicodeError:
        return match.group()
