"""Papers of old parts: labels with QR codes, and the packing list of a shipment."""
