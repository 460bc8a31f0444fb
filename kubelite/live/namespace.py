"""A namespace of one's own in a real cluster: made, used, and deleted with all that is in it."""

from __future__ import annotations

import atexit
import time
from contextlib import suppress
from typing import Any

from kubelite.client import Manifest
from kubelite.live.client import LiveClient, path_of
from kubelite.objects import kinds
from kubelite.objects.errors import APIError, Conflict, NotFound

MADE_BY = {"app.kubernetes.io/managed-by": "kubelite"}
_NAMESPACES = kinds.named("Namespace")


class OwnNamespace:
    """The one namespace that ``client`` may write into. The server chooses its name, so that it is nobody else's.

    It is deleted at the latest when Python ends, also after an error.
    """

    def __init__(self, client: LiveClient) -> None:
        self._client = client
        self._uid = ""

    def make(self) -> str:
        """Make it, unless it is there; its name."""
        if not self._uid:
            metadata = {"generateName": "kubelite-", "labels": MADE_BY}
            wanted = {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}
            made = self._client.transport.request("POST", path_of(_NAMESPACES, None), (), wanted)
            self._uid, self._client.namespace = made["metadata"]["uid"], made["metadata"]["name"]
            atexit.register(self._at_exit)
            self._make_default_account()
        return self._client.namespace

    def delete(self, timeout: float) -> str:
        """Have it deleted, wait until it is gone, and say what became of it."""
        name = self._client.namespace
        if not self._uid:
            return "There is nothing to clean up."
        self._ask_to_delete()
        end = time.monotonic() + timeout
        while (state := self._state()) is not None:
            if time.monotonic() >= end:
                return f"After {timeout:g} s the namespace {name} is still there, and marked as deleted.{_why(state)}"
            time.sleep(0.5)
        self._forget()
        return f"The namespace {name} is gone, with all that was in it."

    def _ask_to_delete(self) -> None:
        """Delete this very namespace, and no other one that may have got its name."""
        options = {"apiVersion": "v1", "kind": "DeleteOptions", "preconditions": {"uid": self._uid}}
        with suppress(NotFound, Conflict):  # gone already; or another one, or being deleted already
            self._client.transport.request("DELETE", self._path(), (), options)

    def _state(self) -> Manifest | None:
        """The namespace as it is stored; ``None`` when it is gone, also if there is another one of its name."""
        try:
            stored = self._client.transport.request("GET", self._path())
        except NotFound:
            return None
        return stored if stored["metadata"]["uid"] == self._uid else None

    def _make_default_account(self) -> None:
        """A controller makes the ServiceAccount ``default`` a moment later; until then Pods are refused. It does not
        matter who is first.
        """
        metadata = {"name": "default", "namespace": self._client.namespace}
        with suppress(APIError):
            self._client.create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata})

    def _path(self) -> str:
        return path_of(_NAMESPACES, None, self._client.namespace)

    def _forget(self) -> None:
        self._uid = self._client.namespace = ""
        atexit.unregister(self._at_exit)

    def _at_exit(self) -> None:
        with suppress(APIError):
            self._ask_to_delete()


def _why(namespace: Manifest) -> str:
    """What holds it up, in the words of the controller that empties it."""
    conditions: list[Any] = (namespace.get("status") or {}).get("conditions") or []
    said = [str(each.get("message")) for each in conditions if each.get("status") == "True" and each.get("message")]
    return " " + (" ".join(said) or "Kubernetes goes on with it.")
