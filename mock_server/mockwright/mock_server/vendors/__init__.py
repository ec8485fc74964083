"""Vendors: what individual APIs add to their documents. The engine imports none of them."""
