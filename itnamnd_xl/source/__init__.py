"""A workbook becomes a case: cells, then tables, then what the board's tables say."""
