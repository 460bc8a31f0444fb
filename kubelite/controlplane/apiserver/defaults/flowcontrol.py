"""Defaults of the group flowcontrol.apiserver.k8s.io.

Source of the rules: ``pkg/apis/flowcontrol/v1/defaults.go``.
"""

from __future__ import annotations

from kubelite.controlplane.apiserver.defaults.fill import Defaults, Document, defaults, present

_QUEUING = {"handSize": 8, "queues": 64, "queueLengthLimit": 50}


def flow_schema(document: Document) -> None:
    """FlowSchema."""
    spec = document["spec"]
    spec["matchingPrecedence"] = spec.get("matchingPrecedence") or 1000


def priority_level(document: Document) -> None:
    """PriorityLevelConfiguration."""
    for limited in present(document["spec"], "limited"):
        defaults(limited, nominalConcurrencyShares=30, lendablePercent=0)
        for queuing in present(limited["limitResponse"], "queuing"):
            queuing |= {name: queuing.get(name) or value for name, value in _QUEUING.items()}
    for exempt in present(document["spec"], "exempt"):
        defaults(exempt, nominalConcurrencyShares=0, lendablePercent=0)


DEFAULTS: Defaults = {"FlowSchema": flow_schema, "PriorityLevelConfiguration": priority_level}
