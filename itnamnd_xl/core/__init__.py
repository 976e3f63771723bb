"""The rules: exact, pure, and free of files, clocks and floats."""
