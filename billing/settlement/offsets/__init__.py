"""Offset of service money against parts or vehicle debt: five parties confirm, then the ledger posts."""
