"""Turns released figures into the geometry of pictures; drawing is the templates' work."""
