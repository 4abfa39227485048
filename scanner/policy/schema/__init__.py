"""JSON Schemas of the files people write: policies, profiles, policy tests, references and shop files.

Editors complete and check by them. We look by them a second time at files in which the typed readers found nothing:
those know more and say it better, the schema was made without them.
"""

from scanner.policy.schema.policies import policy_schema
from scanner.policy.schema.profiles import profile_schema, references_schema
from scanner.policy.schema.rehearsals import policy_test_schema
from scanner.policy.schema.shops import shop_schema
from scanner.policy.schema.violations import validate
from scanner.yamlfile import Mapped, Node, Problems

_BY_FIRST_KEY = {"policy": policy_schema, "profile": profile_schema, "references": references_schema}


def look_again(node: Node, file: str, problems: Problems) -> None:
    """Validate a policy, profile or references file, told apart as the library does; any other file is left alone."""
    key = next((key for key in _BY_FIRST_KEY if isinstance(node, Mapped) and key in node.items), None)
    if key is not None:
        validate(node, _BY_FIRST_KEY[key](), file, problems)


__all__ = [
    "look_again",
    "policy_schema",
    "policy_test_schema",
    "profile_schema",
    "references_schema",
    "shop_schema",
    "validate",
]
