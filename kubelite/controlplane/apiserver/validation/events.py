"""Events, as ``v1`` has them: about an object of the same namespace.

Source of the rules: ``pkg/apis/core/validation/events.go`` (legacyValidateEvent).
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.validation import names
from kubelite.controlplane.apiserver.validation.field import Causes, Doc, invalid, part, required, wrong

_LONGEST, _LONGEST_MESSAGE = 128, 1024


def event(doc: Doc) -> Causes:
    """An Event with ``eventTime`` is of the new kind, which says who reports and what was done."""
    namespace, about = part(doc, "metadata").get("namespace", ""), part(doc, "involvedObject").get("namespace", "")
    modern = bool(doc.get("eventTime"))
    homes = ("default", "kube-system") if modern else ("default",)
    if (about != namespace and not modern) if about else namespace not in homes:
        yield invalid("involvedObject.namespace", about, "does not match event.namespace")
    if modern:
        yield from _modern(doc)


def _modern(doc: Doc) -> Causes:
    reporter = doc.get("reportingComponent") or ""
    if not reporter:
        yield required("reportingComponent")
    yield from wrong("reportingComponent", reporter, names.qualified_name(reporter))
    for field in ("reportingInstance", "action", "reason"):
        text = doc.get(field) or ""
        if not text:
            yield required(field)
        elif len(text.encode()) > _LONGEST:
            yield invalid(field, "", f"can have at most {_LONGEST} characters")
    if len((doc.get("message") or "").encode()) > _LONGEST_MESSAGE:
        yield invalid("message", "", f"can have at most {_LONGEST_MESSAGE} characters")
