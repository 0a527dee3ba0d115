"""Claims as files with STAR-shaped field names (RepairOrder and Job): one table of fields for import and export."""
