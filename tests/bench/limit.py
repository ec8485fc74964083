"""The upper limit: plain Flask that parses the body and gives a constant answer."""

from __future__ import annotations

import sys

import orjson
from flask import Flask, Response, request

from tests.bench.same_server import serve
from tests.bench.workload import PATH


def create_limit(answer: bytes) -> Flask:
    """A minimal Flask application for this request, without validation."""
    app = Flask("limit", static_folder=None)

    def reply() -> Response:
        orjson.loads(request.get_data())
        return Response(answer, content_type="application/json")

    app.add_url_rule(PATH, view_func=reply, methods=["POST"])
    return app


if __name__ == "__main__":
    serve(sys.argv, create_limit)
