"""Use cases: one function, one transaction; all take the installation first."""
