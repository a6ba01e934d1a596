"""The page: a chronicle to look at, to judge and to publish. Server-made HTML; the same data as JSON and CSV; an API under /api/v1."""
