"""The text of PDF documents, page by page, read in a process of its own with limits of pages, length, time and memory."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from network.support.choices import FileTextStatus

CHILD = Path(__file__).with_name("pdf_child.py")
MOST_PAGES = 500
MOST_CHARS = 1_000_000
SECONDS = 20
MEMORY = 700 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PdfText:
    """What was read: the text of each page, how many pages there are, and how it went."""

    status: FileTextStatus
    pages: Sequence[str] = ()
    total: int = 0


def read_pdf(content: bytes, *, seconds: int = SECONDS, most_pages: int = MOST_PAGES) -> PdfText:
    """Read a document. What can't be read is a status, never an error; nothing that a document does reaches this process."""
    limits = [str(one) for one in (most_pages, MOST_CHARS, seconds, MEMORY)]
    try:
        done = subprocess.run(  # noqa: S603  our own script, by our own interpreter
            [sys.executable, "-I", str(CHILD), *limits],
            input=content,
            capture_output=True,
            timeout=2 * seconds,
            check=True,
        )
        told = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return PdfText(FileTextStatus.SLOW)
    except subprocess.CalledProcessError as error:  # stopped by its limit of time (a signal), or out of memory
        return PdfText(FileTextStatus.SLOW if error.returncode < 0 else FileTextStatus.DAMAGED)
    except ValueError:
        return PdfText(FileTextStatus.DAMAGED)
    if told["why"]:
        return PdfText(FileTextStatus(told["why"]))
    pages, total = [str(one) for one in told["pages"]], int(told["total"])
    if not any(one.strip() for one in pages):
        return PdfText(FileTextStatus.EMPTY, (), total)
    return PdfText(FileTextStatus.CUT if len(pages) < total else FileTextStatus.READ, pages, total)
