"""The user's file: opened once, guarded, written to with care."""
