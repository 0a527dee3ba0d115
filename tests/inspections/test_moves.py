"""The transition tables, cell by cell."""

from itertools import product

import pytest

from audit.inspections.choices import FINDING_MOVES, INSPECTION_MOVES, FindingStatus, InspectionStatus
from audit.inspections.models import Finding, Inspection
from common.errors import WrongState


@pytest.mark.parametrize(("start", "end"), product(InspectionStatus, InspectionStatus))
def test_an_inspection_moves_as_the_table_says(start: InspectionStatus, end: InspectionStatus) -> None:
    row = Inspection(status=start)
    assert (end in row.possible_moves()) == (end in INSPECTION_MOVES[start])
    if end not in INSPECTION_MOVES[start]:
        with pytest.raises(WrongState):
            row.move_to(end)


@pytest.mark.parametrize(("start", "end"), product(FindingStatus, FindingStatus))
def test_a_finding_moves_as_the_table_says(start: FindingStatus, end: FindingStatus) -> None:
    row = Finding(status=start)
    assert (end in row.possible_moves()) == (end in FINDING_MOVES[start])
