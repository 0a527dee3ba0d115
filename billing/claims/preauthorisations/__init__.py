"""Pre-authorisation (预授权): head office agrees to a dear repair before the work begins."""
