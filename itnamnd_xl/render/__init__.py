"""Neutral sheets become something to look at."""
