"""Applications of companies that want to become a station: a public form, the applicant's own page, the queue of the regional office."""
