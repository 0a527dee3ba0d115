"""While the station is built: the image checklist (形象建设), photographed by the applicant and accepted item by item, and its rules."""
