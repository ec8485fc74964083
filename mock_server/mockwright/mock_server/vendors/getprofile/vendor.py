"""GetProfile as a vendor: exports."""

from __future__ import annotations

from mockwright.mock_server.vendors.dumgum.profiles.unknown import UNKNOWN_PROFILES, read_unknown
from mockwright.mock_server.vendors.getprofile.errors import write_error
from mockwright.mock_server.vendors.getprofile.export import compile_export
from mockwright.mock_server.vendors.registry import Vendor
from mockwright.openapi.loading import DOCUMENTS

VENDOR = Vendor(
    name="getprofile",
    documents={"getprofile": DOCUMENTS / "getprofile.yaml"},
    behaviours={"export_profile": compile_export},
    error_format=write_error,
    options=(UNKNOWN_PROFILES,),
    read_options=read_unknown,
)
