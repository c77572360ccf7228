"""Tells a host's monitoring whether this process lives and whether it can take answers."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from facilitator.services import health
from facilitator.web.access import installation, private, public

blueprint = Blueprint("health", __name__)


@blueprint.get("/health/live")
@public
def live() -> ResponseReturnValue:
    """Say that the process answers."""
    return private(jsonify(status="ok"))


@blueprint.get("/health")
@blueprint.get("/health/ready")
@public
def ready() -> ResponseReturnValue:
    """Say whether answers can be stored here; 503 where not, so that a proxy asks another process."""
    found = health.check(installation())
    answer = private(jsonify(status="ok" if found.is_ready else "unavailable", parts=found.parts))
    answer.status_code = 200 if found.is_ready else 503
    return answer
