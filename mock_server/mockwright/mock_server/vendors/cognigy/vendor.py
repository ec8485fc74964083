"""Cognigy as a vendor: contact profiles."""

from __future__ import annotations

from mockwright.mock_server.vendors.cognigy import contact_profile
from mockwright.mock_server.vendors.cognigy.contact_profile import compile_contact_profile
from mockwright.mock_server.vendors.cognigy.errors import write_error
from mockwright.mock_server.vendors.registry import Vendor
from mockwright.openapi.loading import DOCUMENTS

VENDOR = Vendor(
    name="cognigy",
    documents={"cognigy": DOCUMENTS / "cognigy.yaml"},
    behaviours={"create_contact_profile": compile_contact_profile},
    record_schemas={
        contact_profile.KIND: contact_profile.SCHEMA,
        contact_profile.ID_KIND: contact_profile.ID_SCHEMA,
        contact_profile.REPEATS_KIND: contact_profile.REPEATS_SCHEMA,
    },
    error_format=write_error,
)
