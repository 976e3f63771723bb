"""Folders of workbooks: which are a case, what of them has changed, and the work done in processes that may die."""
