"""DumGum as a vendor: replies, suggestions, the profile webhook, and the integrator's endpoint."""

from __future__ import annotations

from typing import Any

from mockwright.mock_server.control.routes import ControlRoute
from mockwright.mock_server.vendors.dumgum.control.profiles import ProfileViews
from mockwright.mock_server.vendors.dumgum.control.refresh import RefreshView
from mockwright.mock_server.vendors.dumgum.notices import MEANINGS
from mockwright.mock_server.vendors.dumgum.profile_endpoint.options import (
    list_endpoint_options,
    take_target,
)
from mockwright.mock_server.vendors.dumgum.profiles import store, versions
from mockwright.mock_server.vendors.dumgum.profiles.unknown import UNKNOWN_PROFILES, read_unknown
from mockwright.mock_server.vendors.dumgum.profiles.webhook import compile_profile_webhook
from mockwright.mock_server.vendors.dumgum.replies import conversation, extras
from mockwright.mock_server.vendors.dumgum.replies.reply import compile_reply
from mockwright.mock_server.vendors.dumgum.replies.suggestion import (
    SUGGESTIONS_AS,
    compile_suggestions,
    read_suggestions_as,
)
from mockwright.mock_server.vendors.registry import Attached, Surroundings, Vendor
from mockwright.openapi.loading import DOCUMENTS

PROFILE_ENDPOINT = "profile_endpoint"


def _read_options(values: dict[str, Any]) -> dict[str, Any]:
    target = take_target(values)
    endpoint = {} if target is None else {PROFILE_ENDPOINT: target}
    return {**read_suggestions_as(values), **read_unknown(values), **endpoint}


def _attach(surroundings: Surroundings) -> Attached:
    world, operations = surroundings.world, surroundings.operations
    refresher = None
    if PROFILE_ENDPOINT in world.options:
        from mockwright.mock_server.vendors.dumgum.profile_endpoint.refreshing import (  # noqa: PLC0415 -- as slow as all the rest
            open_refresher,
        )

        refresher = open_refresher(world.options[PROFILE_ENDPOINT], surroundings)
    profiles = ProfileViews(operations, world, is_strict=surroundings.is_strict)
    refresh = RefreshView(world, refresher)
    routes = (
        ControlRoute("GET", "/profiles", profiles.list),
        ControlRoute("GET", "/profiles/<rest:profile_id>", profiles.show),
        ControlRoute("PUT", "/profiles/<rest:profile_id>", profiles.put),
        ControlRoute("DELETE", "/profiles/<rest:profile_id>", profiles.delete),
        ControlRoute("POST", "/profiles/<rest:profile_id>/refresh", refresh.refresh),
    )
    if refresher is None:
        return Attached(control_routes=routes)
    return Attached(control_routes=routes, watch=refresher.watch)


VENDOR = Vendor(
    name="dumgum",
    documents={"dumgum": DOCUMENTS / "dumgum.yaml"},
    behaviours={
        "generate_suggestions": compile_suggestions,
        "generate_reply": compile_reply,
        "fetch_profile": compile_profile_webhook,
    },
    record_schemas={
        conversation.KIND: conversation.SCHEMA,
        versions.KIND: versions.SCHEMA,
        store.SOURCE_KIND: store.SOURCE_SCHEMA,
        extras.PERSONALITY_KIND: extras.PERSONALITY_SCHEMA,
        extras.PICTURE_KIND: extras.PICTURE_SCHEMA,
    },
    options=(SUGGESTIONS_AS, UNKNOWN_PROFILES, *list_endpoint_options(is_required=False)),
    read_options=_read_options,
    notices=MEANINGS,
    attach=_attach,
)
