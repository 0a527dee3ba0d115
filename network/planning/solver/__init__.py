"""The planner's solver: arrays in, a plan with its proof out. Nothing of Django in here."""

from network.planning.solver.covering import CoverPlan, solve_mclp
from network.planning.solver.metrics import CeiledMetric, MatrixMetric, Metric, PlaneMetric, RoadMetric, SphereMetric
from network.planning.solver.native import KernelError
from network.planning.solver.plan import Clock, Plan
from network.planning.solver.pmedian import solve_pmedian
from network.planning.solver.readers import Instance, InstanceError, read_instance
from network.planning.solver.roomy import solve_sided
from network.planning.solver.setcover import solve_lscp
from network.planning.solver.sided import SidedPlan
from network.planning.solver.sides import NoPlan, Sides
from network.planning.solver.values import Values, cover_values, site_values

__all__ = [
    "CeiledMetric",
    "Clock",
    "CoverPlan",
    "Instance",
    "InstanceError",
    "KernelError",
    "MatrixMetric",
    "Metric",
    "NoPlan",
    "Plan",
    "PlaneMetric",
    "RoadMetric",
    "SidedPlan",
    "Sides",
    "SphereMetric",
    "Values",
    "cover_values",
    "read_instance",
    "site_values",
    "solve_lscp",
    "solve_mclp",
    "solve_pmedian",
    "solve_sided",
]
