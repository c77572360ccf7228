"""Describes the JSON routes as OpenAPI, from what the application itself declares."""

import re
from typing import Any

from flask import Blueprint, Flask, current_app, jsonify
from flask.typing import ResponseReturnValue

from facilitator import __version__
from facilitator.web.access import private, public

blueprint = Blueprint("description", __name__)

TEXT = {"type": "string"}
CODE = {"type": "string", "minLength": 1, "maxLength": 20, "pattern": "^[0-9A-Za-z-]+$"}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": sorted(properties), "properties": properties}


_ROW = _object(step=TEXT, round={"type": "integer"}, item=_object(key=TEXT, name=TEXT), criterion=TEXT)
_HEALTH = _object(status={"enum": ["ok", "unavailable"]})
# By endpoint: the object it answers with, and what it may answer besides.
ANSWERS: dict[str, tuple[dict[str, Any], tuple[int, ...]]] = {
    "participant.show_place": (_object(place=TEXT), (404, 429)),
    "board.show_results": (
        _object(
            version={"type": "integer"}, workshop={"type": "object"}, results={"type": "array", "items": _ROW}
        ),
        (404, 429),
    ),
    "comparison.show_data": ({"type": "object"}, (400, 404, 429)),
    "comparison.show_combined_data": ({"type": "object"}, (400, 404, 429)),
    "plan_pages.download_json": ({"type": "object"}, (302, 404)),
    "health.live": (_HEALTH, ()),
    "health.ready": (_HEALTH, (503,)),
}


def describe(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI document of all routes that answer with JSON."""
    paths: dict[str, Any] = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in ANSWERS:
            continue
        answer, others = ANSWERS[rule.endpoint]
        view = app.view_functions[rule.endpoint]
        responses: dict[str, Any] = {
            str(status): {"description": "A page that says why."} for status in others
        }
        ok = {"description": "The document.", "content": {"application/json": {"schema": answer}}}
        operation: dict[str, Any] = {
            "operationId": f"{rule.endpoint}{rule.rule.count('/')}",
            "summary": (view.__doc__ or "").strip().split("\n")[0],
            "responses": {"200": ok, **responses},
        }
        if "503" in responses:
            operation["responses"]["503"] = ok
        if rule.arguments:
            operation["parameters"] = [
                {"name": name, "in": "path", "required": True, "schema": CODE}
                for name in sorted(rule.arguments)
            ]
        paths[re.sub(r"<([a-z_]+)>", r"{\1}", rule.rule)] = {"get": operation}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Facilitator", "version": __version__},
        "paths": dict(sorted(paths.items())),
    }


@blueprint.get("/openapi.json")
@public
def show() -> ResponseReturnValue:
    """Describe the JSON routes."""
    return private(jsonify(describe(current_app)))
