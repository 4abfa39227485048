"""JSON Schemas of the files people write: policies, profiles, policy tests, references and shop files.

Editors complete and check by them. We look by them a second time at files in which the typed readers found nothing:
those know more and say it better, the schema was made without them.
"""

from scanner.policy.schema.policies import policy_schema
from scanner.policy.schema.profiles import profile_schema, references_schema
from scanner.policy.schema.rehearsals import policy_test_schema
from scanner.policy.schema.shops import shop_schema
from scanner.policy.schema.violations import validate

__all__ = ["policy_schema", "policy_test_schema", "profile_schema", "references_schema", "shop_schema", "validate"]
