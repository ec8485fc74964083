"""OpenAPI documents: loading, compiled operations, validation that reports every violation."""
