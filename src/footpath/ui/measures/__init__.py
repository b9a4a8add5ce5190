"""The pages of the metrics panel, and the small toolkit they share."""
