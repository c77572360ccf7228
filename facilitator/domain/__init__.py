"""The rules of the product, in plain values: standard library only, no clock, no randomness."""
