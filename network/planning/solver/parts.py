"""What reduced costs leave of a p-median, part by part: points that share no listed site with the others are a question of their own.

Only the number of sites joins the parts. Each is solved alone by HiGHS at `charge` a site, and Σ of their bounds - p · charge bounds the whole,
whatever the charge (Lagrange again, but each part is as good as its whole numbers). Parts that look alike are solved once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from network.planning.solver.lagrange import Bound, Fates
from network.planning.solver.levels import MOST_ENTRIES, built, safe, size_of
from network.planning.solver.lists import Flags, Lists
from network.planning.solver.metrics import Floats, Indices, Sites
from network.planning.solver.plan import Clock

LARGEST = 0.5  # of the rows: with a larger part there is nothing to gain
SMALL = 80  # rows: parts up to here take no time to speak of
MOST_ALIKE = 1_500  # rows: larger ones are not compared, since their tables take memory
FEW_DIFFERENCES = 0.02  # the share of the costs in which parts that look alike may differ


@dataclass(slots=True)
class Part:
    """Rows and sites, renumbered, with the rows' prices; `names` are the old numbers of the sites, of each that looks like it; `lower` is for one."""

    lists: Lists
    fate: Fates
    prices: Floats
    lower: float
    names: list[Sites]

    def table(self) -> Floats:
        """Return what each site costs each row, at most its cap."""
        table = np.repeat(self.lists.cap[:, None], self.lists.sites, axis=1)
        table[self.lists.row_of(), self.lists.site] = self.lists.cost
        return table


def parts_of(lists: Lists, fate: Fates, prices: Floats, charge: float) -> list[Part]:
    """Return the parts, small ones first, with what their prices prove; none when it is not worth while."""
    from scipy.sparse import coo_array  # takes its time to import, and few plans come so far
    from scipy.sparse.csgraph import connected_components

    row_of = lists.row_of()
    pairs = coo_array((np.ones(len(row_of)), (row_of, lists.site + lists.rows)), shape=(lists.rows + lists.sites,) * 2)
    count, label = connected_components(pairs, directed=False)
    of_row, of_site = label[: lists.rows], label[lists.rows :]
    if np.bincount(of_row).max() > LARGEST * lists.rows:
        return []
    rows, sites = (np.argsort(one, kind="stable") for one in (of_row, of_site))
    row_ends, site_ends = (np.cumsum(np.bincount(one, minlength=count))[:-1] for one in (of_row, of_site))
    both = zip(np.split(rows, row_ends), np.split(sites, site_ends), strict=True)
    parts = [cut_out(lists, mine, theirs.astype(np.int32), fate, prices, charge) for mine, theirs in both]
    groups: dict[tuple[int, int], list[Part]] = {}
    for part in parts:
        groups.setdefault((part.lists.rows, part.lists.sites), []).append(part)
    joined = [one for group in groups.values() for one in alike(group, charge)]
    return sorted(joined, key=lambda part: part.lists.rows)


def cut_out(lists: Lists, rows: Indices, sites: Sites, fate: Fates, prices: Floats, charge: float) -> Part:
    """Return the part of these rows and sites (each in order)."""
    lengths = np.diff(lists.start)[rows]
    start = np.append(0, np.cumsum(lengths)).astype(np.int64)
    wanted = np.repeat(lists.start[rows] - start[:-1], lengths) + np.arange(start[-1])
    site = np.searchsorted(sites, lists.site[wanted]).astype(np.int32)
    part = Lists(len(sites), start, site, lists.cost[wanted], lists.cap[rows].copy())
    return Part(part, fate[sites], prices[rows], priced(part, fate[sites], prices[rows], charge), [sites])


def priced(lists: Lists, fate: Fates, prices: Floats, charge: float) -> float:
    """Return the bound that prices (at most the caps) give when each site costs `charge`."""
    prices = np.minimum(prices, lists.cap)
    saved = np.minimum(0.0, lists.cost - prices[lists.row_of()])
    net = np.bincount(lists.site, saved, lists.sites) + charge
    return float(prices.sum() + net[fate > 0].sum() + np.minimum(0.0, net[fate == 0]).sum())


def alike(group: list[Part], charge: float) -> list[Part]:
    """Join parts of one size whose costs are about the same, row by row and site by site.

    The joined one takes the least of each cost and leaves every site open to choice, so its bound is valid for each of them.
    """
    if not SMALL < group[0].lists.rows <= MOST_ALIKE:
        return group
    left = list(group)
    joined = []
    while left:
        first = left.pop(0)
        same = [one for one in left if is_like(first, one)]
        joined.append(merged([first, *same], charge) if same else first)
        left = [one for one in left if not any(one is other for other in same)]
    return joined


def is_like(one: Part, other: Part) -> bool:
    """Tell whether two parts of one size differ in few costs."""
    a, b = one.table(), other.table()
    near = np.minimum(a, b) < np.minimum(one.lists.cap, other.lists.cap)[:, None]
    return int((a[near] != b[near]).sum()) <= FEW_DIFFERENCES * int(near.sum())


def merged(parts: list[Part], charge: float) -> Part:
    """Return what bounds all of these."""
    table = np.minimum.reduce([part.table() for part in parts])
    cap = np.minimum.reduce([part.lists.cap for part in parts])
    fate = np.maximum.reduce([np.minimum(part.fate, 0) for part in parts]).astype(np.int8)
    row, site = np.nonzero(table < cap[:, None])
    order = np.lexsort((table[row, site], row))
    row, site = row[order], site[order]
    start = np.append(0, np.cumsum(np.bincount(row, minlength=len(cap)))).astype(np.int64)
    lists = Lists(table.shape[1], start, site.astype(np.int32), table[row, site], cap)
    lower = max(priced(lists, fate, part.prices, charge) for part in parts)
    return Part(lists, fate, parts[0].prices, lower, [name for part in parts for name in part.names])


def part_by_part(
    lists: Lists, fate: Fates, bound: Bound, sites: Sites, clock: Clock, keep_on: Callable[[float], bool]
) -> Sites | None:
    """Bound what is left by its parts and return about p sites that would be open; None when there is no more than one part worth the name."""
    choice, wanted = np.nonzero(fate == 0)[0], bound.p - int((fate > 0).sum())
    if not 0 < wanted < len(choice):
        return None
    around = np.sort(bound.best_rho[choice])[wanted - 1 : wanted + 1]
    charge = -float(around.mean())
    parts = parts_of(lists, fate, bound.best_prices, charge)
    if not parts:
        return None
    is_open = np.zeros(len(fate), dtype=bool)
    is_open[sites] = True
    return Parting(parts, bound.p, charge, clock, keep_on).run(is_open)


class Parting:
    """Raises the bound part by part. `keep_on` is told each new bound of the whole."""

    def __init__(
        self, parts: list[Part], p: int, charge: float, clock: Clock, keep_on: Callable[[float], bool]
    ) -> None:
        self.parts, self.p, self.charge, self.clock, self.keep_on = parts, p, charge, clock, keep_on

    @property
    def lower(self) -> float:
        """What is proven of the whole so far."""
        return sum(len(part.names) * part.lower for part in self.parts) - self.p * self.charge

    def run(self, is_open: Flags) -> Sites:
        """Solve them all as far as the time goes; return the sites that they would open (`is_open`: those of the best plan), p or nearly."""
        chosen: list[Sites] = []
        for place, part in enumerate(self.parts):
            left = self.clock.left if part.lists.rows <= SMALL else self.clock.left / (len(self.parts) - place)
            values = is_open[part.names[0]]
            if part.lists.rows and left > 0.1 and self.keep_on(self.lower) and size_of(part.lists) <= MOST_ENTRIES:
                values = self.solve(part, values, 0.95 * left)
            chosen += [names[values] for names in part.names]
        self.keep_on(self.lower)
        return np.concatenate(chosen)

    def solve(self, part: Part, is_open: Flags, seconds: float) -> Flags:
        """Let HiGHS raise one part's bound; return which sites it would open."""
        import highspy  # takes its time to import, and few plans come so far

        allowed = np.nonzero(part.fate >= 0)[0].astype(np.int32)
        value = max(1.0, part.lower)
        scale = 1.0 if value <= 1e6 else value / 1e5
        lp, _levels = built(highspy, part.lists, part.fate, allowed, None, scale, charge=self.charge)
        if lp is None:
            part.lower = np.inf
            return is_open
        model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        options = {"output_flag": False, "threads": 1, "time_limit": seconds, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-9}
        for name, option in options.items():
            model.setOptionValue(name, option)
        model.passModel(lp)

        def watch(event: Any) -> None:
            part.lower = max(part.lower, safe(event.data_out.mip_dual_bound * scale, value))
            if not self.keep_on(self.lower):
                event.interrupt()

        model.cbMipInterrupt.subscribe(watch)
        model.run()
        if model.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            part.lower = np.inf
            return is_open
        info = model.getInfo()
        part.lower = max(part.lower, safe(float(info.mip_dual_bound) * scale, value))
        if int(info.primal_solution_status) != 2:
            return is_open
        values = np.zeros(part.lists.sites, dtype=bool)
        values[allowed] = np.array(model.getSolution().col_value)[: len(allowed)] > 0.5
        return values
