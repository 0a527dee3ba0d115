"""Build plans: the new stations of a scenario as targets by office, level and date, followed until each is open."""
