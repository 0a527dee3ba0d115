"""What a candidate is measured by (初选) as versions: criteria, points, pass mark and the limits of the steps."""
