"""Uploads and documents: sniffed, capped, re-encoded where they are pictures, kept apart per station."""
