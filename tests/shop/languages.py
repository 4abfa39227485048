"""A truth that is written in two languages at once, read in one."""

from typing import Any


def in_language(value: Any, language: str) -> Any:
    """With the one that is meant in place of every `{de: …, en: …}`."""
    if isinstance(value, list):
        return [in_language(one, language) for one in value]
    if isinstance(value, dict):
        if value and value.keys() <= {"de", "en"}:
            return in_language(value[language], language)
        return {key: in_language(one, language) for key, one in value.items()}
    return value
