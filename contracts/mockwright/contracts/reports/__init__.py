"""Reports: one stream of events, many writers."""
