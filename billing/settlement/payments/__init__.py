"""Payment batches: collected by one person, released by another, sent to the bank as a file, answered by the bank's file."""
