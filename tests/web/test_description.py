"""The JSON routes answer as their generated description says, whatever is sent to them."""

import warnings

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from facilitator.web.description import ANSWERS, describe

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import schemathesis
    from schemathesis.specs.openapi.checks import positive_data_acceptance


def test_every_json_route_is_described(app):
    described = describe(app)["paths"]
    for rule in app.url_map.iter_rules():
        if rule.rule.endswith(".json") and rule.rule != "/openapi.json":
            assert rule.endpoint in ANSWERS, rule.rule
    assert {"/b/{code}/results.json", "/w/{code}/place.json", "/health/ready"} <= set(described)


@pytest.mark.filterwarnings("ignore")
def test_json_routes_keep_to_their_description(app, make_room):
    code = make_room().workshop.code
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    tried = 0
    for operation in schema.get_all_operations():

        @settings(
            max_examples=25,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.ok().as_strategy())
        def keeps_to_it(case):
            nonlocal tried
            tried += 1
            if case.path_parameters and tried % 2:
                case.path_parameters = {**case.path_parameters, "code": code}
            # A well-formed choice of workshops may still be one that cannot be added up.
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        keeps_to_it()
    assert tried > 50
