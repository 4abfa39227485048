"""Every published JSON Schema by its name: what `siegel policy schema NAME` prints and `docs/schema/` holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from scanner.model.schema import Schema, evidence_schema
from scanner.model.schema_of_diff import diff_schema
from scanner.model.schema_of_report import manifest_schema, report_schema
from scanner.model.storage import storage_schema
from scanner.policy.schema import policy_schema, policy_test_schema, profile_schema, references_schema, shop_schema

SCHEMAS: Mapping[str, Callable[[], Schema]] = {
    "policy": policy_schema,
    "profile": profile_schema,
    "policy-test": policy_test_schema,
    "references": references_schema,
    "shop": shop_schema,
    "evidence": evidence_schema,
    "report": report_schema,
    "manifest": manifest_schema,
    "diff": diff_schema,
    "storage": storage_schema,
}
