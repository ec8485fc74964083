"""Load OpenAPI documents, compile their operations, and report every violation of them."""
