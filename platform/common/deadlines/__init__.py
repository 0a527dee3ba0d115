"""Time limits as rows: decided by the database's clock, taken with SKIP LOCKED by any number of pollers."""
