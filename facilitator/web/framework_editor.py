"""To come."""

from flask import Blueprint

blueprint = Blueprint("framework_editor", __name__)
