"""Facilitator: anonymous workshops between a council and its voluntary and community sector."""

__version__ = "0.1.0"
