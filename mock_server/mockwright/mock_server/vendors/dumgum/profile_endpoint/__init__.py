"""The profile endpoint: the integrator's own webhook, called as DumGum calls it, and judged."""
