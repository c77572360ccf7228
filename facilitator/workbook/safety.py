"""Looks into an uploaded workbook before anything is read from it, and refuses what could do harm."""

import io
import re
import zipfile

MOST_BYTES = 8 * 1024 * 1024
MOST_UNZIPPED = 64 * 1024 * 1024
MOST_PARTS = 400
_CHUNK = 256 * 1024
_PROLOG = 4096


class Refused(Exception):
    """A workbook that is not read; ``code`` says why, ``detail`` where."""

    def __init__(self, code: str, *detail: str) -> None:
        """Keep code and detail."""
        super().__init__(code, *detail)
        self.code, self.detail = code, detail


def open_package(data: bytes) -> zipfile.ZipFile:
    """Return the parts of a workbook after looking at all of them; raise Refused.

    Nothing is believed that the file says of itself: each part is unpacked and counted, up to a bound.
    """
    if len(data) > MOST_BYTES:
        raise Refused("too_large")
    if data[:8] == bytes.fromhex("d0cf11e0a1b11ae1"):
        raise Refused("old_or_locked")
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused("not_a_workbook") from None
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or len(set(names)) != len(names):
        raise Refused("zip_bomb")
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise Refused("not_a_workbook")
    for name in names:
        folded = name.casefold()
        if "vbaproject" in folded or "macrosheets" in folded or "activex" in folded:
            raise Refused("macros")
        if "externallinks/" in folded or "embeddings/" in folded or "connections.xml" in folded:
            raise Refused("external_links")
    _look_at_parts(package, parts)
    return package


def _look_at_parts(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    left = MOST_UNZIPPED
    for part in parts:
        if part.flag_bits & 1:
            raise Refused("old_or_locked")
        is_text = part.filename.endswith((".xml", ".rels", ".vml"))
        try:
            with package.open(part) as stream:
                tail = b""
                first = True
                while chunk := stream.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise Refused("zip_bomb")
                    if is_text:
                        _look_at_text(part.filename, tail + chunk, first=first)
                        tail, first = chunk[-64:], False
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
            raise Refused("not_a_workbook") from None
        except Exception as error:
            if isinstance(error, Refused):
                raise
            raise Refused("not_a_workbook") from None


def _look_at_text(name: str, text: bytes, *, first: bool) -> None:
    if first and (text[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in text[:_PROLOG]):
        raise Refused("entities")  # another encoding could hide what the next lines look for
    declared = re.match(rb"""\s*(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=["']([\w-]+)""", text) if first else None
    if declared and declared.group(1).lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise Refused("entities")
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Refused("entities")
    if name.endswith(".rels") and re.search(rb"/(?:externalLink|oleObject|vbaProject)\b", text):
        raise Refused("external_links")


__all__ = ["MOST_BYTES", "Refused", "open_package"]
