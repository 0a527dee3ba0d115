"""What pages and papers show of a visit: the checklist by its headings, with points."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from audit.inspections.models import Inspection, ItemScore, TemplateItem
from audit.inspections.policies import is_weak
from audit.inspections.selectors import items_of, scores_of
from common.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class Line:
    """One item with what it got; `photos` are those that were taken of it."""

    item: TemplateItem
    score: ItemScore | None
    photos: Sequence[StoredFile]

    @property
    def is_weak(self) -> bool:
        """Whether it got less than half of its full score."""
        return is_weak(self.item, self.score)


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with its lines, and the points of those that were scored."""

    title: str
    lines: Sequence[Line]

    @property
    def counted(self) -> list[Line]:
        """Return the lines that have points."""
        return [line for line in self.lines if line.score is not None and line.score.points is not None]

    @property
    def points(self) -> int:
        """Return the points that were given."""
        return sum(line.score.points or 0 for line in self.counted if line.score)

    @property
    def full(self) -> int:
        """Return what could have been given."""
        return sum(line.item.weight for line in self.counted)


def checklist_of(inspection: Inspection, photos: Sequence[StoredFile] = ()) -> list[Group]:
    """Return the visit's checklist, group by group."""
    return grouped(items_of(inspection.template_id), scores_of(inspection), photos)


def grouped(
    items: Sequence[TemplateItem], scores: Mapping[UUID, ItemScore], photos: Sequence[StoredFile] = ()
) -> list[Group]:
    """Return the lines below their headings, in the checklist's order."""
    found: dict[str, list[Line]] = {}
    for item in items:
        own = [photo for photo in photos if photo.kind.partition(":")[2] == item.code]
        found.setdefault(item.group, []).append(Line(item, scores.get(item.pk), own))
    return [Group(title, lines) for title, lines in found.items()]
