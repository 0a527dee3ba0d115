"""What looks wrong with a claim: pure detectors over plain facts. Importing this package loads them all; a new module of detectors is named here."""

from billing.claims.anomalies import costs, photos, places, repeats
from billing.claims.anomalies.registry import DETECTORS, Setting, detect, sentence_of

__all__ = ["DETECTORS", "Setting", "costs", "detect", "photos", "places", "repeats", "sentence_of"]
