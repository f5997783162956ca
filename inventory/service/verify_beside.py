"""What stands beside the documents, against what the journal tells of it: settings, taxes, people.

Filled entry by entry while the journal is walked, compared when the walk is done.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from inventory.ledger.envelope import canonical, decode
from inventory.ledger.journal import Entry
from inventory.service.settings import NO_TAX
from inventory.service.verify_documents import Body, till_of
from inventory.store import settings_repo, verify_repo
from inventory.store.engine import Connection

# Goods without taxes need no class that anybody has set up.
_UNTAXED = {"", NO_TAX}


class Beside:
    """Settings, taxes, templates and people as the journal tells them."""

    def __init__(self) -> None:
        self._settings: dict[str, list[list[Any]]] = {}
        self._taxes: dict[str, list[Any]] = {}
        self._classes: dict[str, list[str]] = {}
        self._templates: dict[int, list[Any]] = {}
        self._staff: dict[str, list[Any]] = {}

    def setting(self, entry: Entry, body: Body) -> None:
        """Take in an entry about settings, the paper or taxes."""
        for key, value in body.get("changes", {}).items():
            told = [value, *till_of(entry), entry.actor_id]
            self._settings.setdefault(key, []).append(told)
        for code, *rate in body.get("taxes", ()):
            self._taxes[code] = rate
        self._classes.update(body.get("classes", {}))
        if "template" in body:
            version, *kept = body["template"]
            self._templates[version] = kept

    def staff(self, _: Entry, body: Body) -> None:
        """Take in an entry about a person."""
        self._staff[body["staff_id"]] = [body["role"], int(body["active"]), body["pin"]]

    def faults(self, connection: Connection) -> Iterator[tuple[str, str]]:
        """Yield (rule, where) of everything that is another than the journal tells."""
        rows: dict[str, list[list[Any]]] = {}
        for key, value, *who in verify_repo.setting_rows(connection):
            rows.setdefault(key, []).append([_value(value), *who])
        yield from _differ("setting_entry", rows, self._settings)
        taxes = {row[0]: list(row[4:]) for row in settings_repo.taxes(connection)}
        yield from _differ("tax_entry", taxes, self._taxes)
        told = {code: members for code, members in self._classes.items() if members}
        yield from _differ("tax_entry", settings_repo.tax_classes(connection), told)
        templates = {row[0]: row[1:] for row in verify_repo.template_rows(connection)}
        yield from _differ("template_entry", templates, self._templates)
        yield from (
            ("tax_entry", code)
            for code in verify_repo.style_tax_classes(connection)
            if code not in self._classes.keys() | _UNTAXED
        )
        people = {row[0]: row[1:] for row in verify_repo.staff_rows(connection)}
        yield from _differ("staff_entry", people, self._staff)


def _value(stored: str) -> Any:
    """Read a setting; what is no JSON, or has no canonical form, is like nothing that was told."""
    try:
        found = decode(stored.encode())
        canonical(found)
    except (ValueError, TypeError, OverflowError):
        return {"unreadable": stored}
    return found


def _differ(
    rule: str, have: Mapping[Any, Any], told: Mapping[Any, Any]
) -> Iterator[tuple[str, str]]:
    """Yield each key whose values are not the same; text in a body is in NFC, a row as typed."""
    rows, entries = ({canonical([key]): (key, kept[key]) for key in kept} for kept in (have, told))
    for key in sorted(rows.keys() | entries.keys()):
        if canonical([rows.get(key)]) != canonical([entries.get(key)]):
            yield rule, str((rows.get(key) or entries[key])[0])
