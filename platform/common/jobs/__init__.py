"""Long work: a row for each job, with progress, cancel and result; taken by any worker, taken up again when one dies."""
