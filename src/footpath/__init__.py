"""Footpath: a heatmap and viewer-path inspector for interactive video."""

__version__ = "0.1.0"
