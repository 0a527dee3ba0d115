"""The chapters of the warranty policy as data: what each clause holds, how it is read, asked for and said.

To add a clause: a field in the dataclass of `billing.policy.policies`, a line here, and a rule that uses it; see `docs/changing.md`.
"""

from billing.policy.chapters.blocks import Chapter, Figures, Table, twin, wrong
from billing.policy.chapters.book import BOOK, chapter_of
from billing.policy.chapters.fields import Field

__all__ = ["BOOK", "Chapter", "Field", "Figures", "Table", "chapter_of", "twin", "wrong"]
