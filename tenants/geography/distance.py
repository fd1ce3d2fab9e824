"""Distances on the ground."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088


def distance_km(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    """Great-circle distance in kilometres between two points in degrees (haversine)."""
    a_phi, b_phi = radians(a_lat), radians(b_lat)
    half = (
        sin((b_phi - a_phi) / 2) ** 2
        + cos(a_phi) * cos(b_phi) * sin(radians(b_lon - a_lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))
