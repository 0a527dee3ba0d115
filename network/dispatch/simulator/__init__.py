"""What a day at the hotline would be like under other rules, stations or crews: an event-driven simulation around the engine's own `rank`.

Pure: no table, no clock, no setting. `geography` and `reading` beside it bring in cities and recorded days.
"""
