"""The schemas of profiles and of `references.yaml`."""

from __future__ import annotations

from scanner.model.facts.base import once
from scanner.model.schema import Schema, document, refer, words_of
from scanner.model.vocabulary import Certainty, Level, Severity
from scanner.policy.load import CONFIRMED
from scanner.policy.schema.policies import stages
from scanner.policy.schema.shapes import FILLED, VALUES, WORDS, mapping, name, says, scalars, some


@once
def profile_schema() -> Schema:
    """A profile file."""
    because = {**WORDS, "description": "Why; it stands in every report."}
    severity = mapping("a severity", {"to": words_of(Severity), "because": because}, ("to", "because"))
    either = {"oneOf": [{"required": ["to"]}, {"required": ["stages"]}], **says("either to or stages")}
    levels = {"to": words_of(Level), "stages": refer("stages"), "because": because}
    level = mapping("a level", levels, ("because",), allOf=[either])
    left_out = {
        "anyOf": [FILLED, mapping("leave_out", {"because": because}, ("because",))],
        **says("expected because: …"),
    }

    def of_controls(entry: Schema, about: str) -> Schema:
        return {"type": "object", "description": about, "additionalProperties": entry}

    properties = {
        "profile": name("The profile's name."),
        "title": WORDS,
        "help": {**WORDS, "description": "Whom it is for, and what it holds them to."},
        "extends": {
            "anyOf": [FILLED, some(FILLED)],
            "description": "Profiles to start from; later ones win.",
            **says("expected the name of a profile, or a list of names"),
        },
        "policies": {**some(FILLED), "description": "All controls of these policies."},
        "controls": {**some(FILLED), "description": "Single controls; brings back what an ancestor left out."},
        "set": {"type": "object", "description": "Parameters: policy.name: value.", "additionalProperties": VALUES},
        "severity": of_controls(severity, "Control → another severity, and why."),
        "level": of_controls(level, "Control → another level, and why."),
        "leave_out": of_controls(left_out, "Control → why it is left out; it stays in the report."),
        "fail_on": {**words_of(Severity), "description": "The gate counts failures of at least this severity."},
    }
    definitions = {"stages": stages(), **scalars()}
    return document(
        "profile", "Siegel: profile", {**mapping("a profile", properties, ("profile",)), "$defs": definitions}
    )


@once
def references_schema() -> Schema:
    """`references.yaml`."""
    properties = {
        "title": WORDS,
        "provision": {**WORDS, "description": "What it says, in our words."},
        "url": {**FILLED, "description": "Where it was seen."},
        "as_of": {**refer("day"), "description": "When it was last looked at."},
        "certainty": words_of(Certainty),
        "confirmed": {"enum": list(CONFIRMED), "description": "Whether the source was seen."},
    }
    entry = mapping("a reference", properties, ("title", "url", "as_of", "certainty", "confirmed"))
    entries = {"type": "object", "description": "Provisions of law and standards by id.", "additionalProperties": entry}
    body = mapping("references", {"references": entries}, ("references",))
    return document("references", "Siegel: references", {**body, "$defs": scalars()})
