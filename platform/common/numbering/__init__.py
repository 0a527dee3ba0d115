"""Numbers that people read out: `CLM-2026-000123`, without gaps within a series."""
