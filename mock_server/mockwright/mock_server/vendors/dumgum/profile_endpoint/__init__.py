"""The profile endpoint: the integrator's webhook, called as DumGum calls it and validated."""
