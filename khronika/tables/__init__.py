"""Knowledge tables: what the program knows is in TSV and YAML files under `data/`, one fact a row."""

from khronika.tables.loader import Row, data_path, read_tsv, read_yaml, tables_fingerprint

__all__ = ["Row", "data_path", "read_tsv", "read_yaml", "tables_fingerprint"]
