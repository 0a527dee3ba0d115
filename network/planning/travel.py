"""From minutes on the road to a distance as the crow flies."""

DETOUR = 1.3  # roads are so many times as long as the straight line
SPEED_KMH = 65  # of a service vehicle, stops included


def reach_km(minutes: int) -> int:
    """Return how far a crew gets in so many minutes, as the crow flies, in whole kilometres."""
    return max(1, round(minutes / 60 * SPEED_KMH / DETOUR))
