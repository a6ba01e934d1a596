"""Khronika: news reports in, the chronicle of a crisis out."""

__version__ = "0.1.0"
