"""Settling clean claims by rule, and drawing some of them for a person to check."""
