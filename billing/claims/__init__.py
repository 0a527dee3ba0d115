"""Warranty claims (服务报单): prepared from repair orders, judged by rules, reviewed twice, settled once."""
