"""A database of the size that the lists are built for: 1,000,000 claims, 3,000,000 lines, and what belongs to them.

It is filled by INSERT … SELECT, as the superuser, with triggers off and the secondary indexes made afterwards; columns that nothing
is said about get their model's default, so that a new column needs no change here. The database is kept: its name bears the
fingerprint of the migrations and of this package, and a second run opens it at once.

`plan` says what there is, `filler` writes it, each further module is one subject: `catalogue`, `claims`, `history`, `money`.
"""

from tests.benchmarks.scale.keeping import ensure
from tests.benchmarks.scale.plan import VEHICLES

__all__ = ["VEHICLES", "ensure"]
