"""The steps: each chooses something to do by its dice, and gives both what the product is asked and what the model answers.

To teach the model a new action: a verb in a chapter of `books/`, a function here with `@step(weight)`, and, if it has a state of its own,
a line in the views of both. A step may be one that has to be refused: wrong states, wrong amounts and missing reasons are tried on purpose.
"""

from tests.model.steps import (  # noqa: F401  each registers its steps; the order is that of a claim's life
    appeals,
    claims,
    corrections,
    months,
    offsets,
    parts,
    payments,
    reviews,
    suppliers,
)
from tests.model.steps.world import STEPS, Deed, World

__all__ = ["STEPS", "Deed", "World"]
