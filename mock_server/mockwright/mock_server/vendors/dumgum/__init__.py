"""DumGum's content creation API and its profile webhook."""
