"""What sets up, runs and checks the product on one machine."""
