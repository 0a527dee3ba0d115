"""The migrations of `tenants.site` and one more that changes rows: what a station's data migration looks like."""
