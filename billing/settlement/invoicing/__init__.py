"""The station's bank details and the invoices (数电票) that it writes for its statements."""
