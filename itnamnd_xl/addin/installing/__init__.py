"""Putting the add-in where Excel for Windows loads it, and telling what on the computer stops it."""
