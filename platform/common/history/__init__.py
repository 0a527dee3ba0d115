"""The trail of changes, which is also the outbox: one row per change, in the same transaction, append-only and hash-chained."""
