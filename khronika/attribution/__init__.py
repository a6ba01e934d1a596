"""According to whom: attributions in the text, and the sources of events."""
