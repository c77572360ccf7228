"""Robots that take part over HTTP as phones do: a dress rehearsal and a measuring instrument."""
