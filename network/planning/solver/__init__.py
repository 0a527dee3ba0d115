"""The planner's solver: arrays in, a plan with its proof out. Nothing of Django in here."""

from network.planning.solver.metrics import MatrixMetric, Metric, PlaneMetric, SphereMetric
from network.planning.solver.pmedian import Plan, solve_pmedian
from network.planning.solver.readers import Instance, InstanceError, read_instance

__all__ = [
    "Instance",
    "InstanceError",
    "MatrixMetric",
    "Metric",
    "Plan",
    "PlaneMetric",
    "SphereMetric",
    "read_instance",
    "solve_pmedian",
]
