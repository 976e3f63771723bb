"""The work as a whole: read, compute, write back, tell."""
