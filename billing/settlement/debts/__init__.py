"""What a station owes for parts and vehicles: booked by finance, one document at a time or from a file."""
