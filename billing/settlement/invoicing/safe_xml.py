"""XML from outside, read without trust: a document type (and with it every entity) is refused, size, depth and number of elements are bounded.

The standard library's parser expands what a document type declares; here the first declaration ends the reading.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

LARGEST = 500_000  # bytes; a long e-invoice has some ten thousand
DEEPEST = 30
MOST_ELEMENTS = 20_000


class Unreadable(ValueError):
    """Not well-formed, too large, or with a document type."""


@dataclass(slots=True)
class Element:
    """An element by its local name, with its text and what is below it."""

    name: str
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def find(self, path: str) -> "Element | None":
        """Return the first element at a path of local names, or None."""
        here: Element | None = self
        for name in path.split("/"):
            here = next((one for one in here.children if one.name == name), None) if here else None
        return here

    def said(self, path: str) -> str:
        """Return the text at a path; empty when there is none."""
        found = self.find(path)
        return found.text.strip() if found else ""

    def every(self, name: str) -> Iterator["Element"]:
        """Yield the elements of a name right below."""
        return (one for one in self.children if one.name == name)


def read_xml(content: bytes) -> Element:
    """Return the root element. Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable("too large")
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = reading.refuse
    parser.EntityDeclHandler = reading.refuse
    parser.StartElementHandler = reading.open
    parser.EndElementHandler = reading.close
    parser.CharacterDataHandler = reading.write
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Unreadable(str(error)) from error
    return reading.top.children[0]


class _Reading:
    def __init__(self) -> None:
        self.top = Element("")
        self.stack, self.count = [self.top], 0

    def refuse(self, *_told: object) -> None:
        raise Unreadable("it has a document type")

    def open(self, name: str, _attributes: object) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.stack) > DEEPEST:
            raise Unreadable("too many elements")
        element = Element(name.rpartition(":")[2])
        self.stack[-1].children.append(element)
        self.stack.append(element)

    def close(self, _name: str) -> None:
        self.stack.pop()

    def write(self, text: str) -> None:
        self.stack[-1].text += text
