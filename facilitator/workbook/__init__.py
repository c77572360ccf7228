"""Writes the workbook; runs in a process of its own and is the only part that loads pandas and openpyxl."""
