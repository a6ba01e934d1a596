"""Merging: near copies, stories, incidents, tallies. Everything here works on records handed to it and opens no store."""
