"""From text to one neutral analysis. The only package that knows spaCy and the encoder."""
