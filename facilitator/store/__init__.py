"""All SQL; functions take a connection and return domain values, never rows."""
