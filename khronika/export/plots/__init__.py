"""Plots of tallies and timelines, as SVG or PNG."""
