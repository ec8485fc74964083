"""Vendors: what single APIs add to their documents. The engine imports none of them."""
