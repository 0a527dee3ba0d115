"""Reads the text of a PDF document in a process of its own, which may be stopped: bytes on standard input, JSON on standard output.

It knows nothing of the product and has limits of its own: whatever a document does to it, nothing else suffers. The parent is `pdf_text.py`.
"""

import json
import resource
import sys
from io import BytesIO

from pypdf import PdfReader

DAMAGED, LOCKED = "damaged", "locked"


def read(content: bytes, most_pages: int, most_chars: int) -> dict[str, object]:
    """Return the text of each page up to the limits, how many pages there are, and "" or why nothing could be read."""
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"why": LOCKED, "pages": [], "total": 0}
        total, pages, left = len(reader.pages), [], most_chars
        for number in range(min(total, most_pages)):
            text = plain(reader.pages[number].extract_text() or "")[:left]
            pages.append(text)
            left -= len(text)
            if left <= 0:
                break
    except Exception:
        return {"why": DAMAGED, "pages": [], "total": 0}
    return {"why": "", "pages": pages, "total": total}


def plain(text: str) -> str:
    """Return a text as a database can keep it: no NUL, no half of a character (a table of characters may claim any); form feeds part pages."""
    return text.encode(errors="replace").decode().replace("\0", " ").replace("\f", " ")


def main() -> None:
    """Take the limits as arguments: pages, characters, seconds of work, bytes of memory."""
    most_pages, most_chars, seconds, memory = (int(one) for one in sys.argv[1:5])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    told = read(sys.stdin.buffer.read(), most_pages, most_chars)
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
