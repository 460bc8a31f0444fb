"""A small API server on the loopback address, for tests: kubelite's own, answering in the form of a real one.

It speaks as much REST as the official client needs. The form of its answers was compared with recordings: the items of
a list have no kind, templates hold nulls, a binding is answered with a ``Status``, a list comes in pages, and a watch
begins with the revision that was asked for, or ends with 410.
"""

from __future__ import annotations

import copy
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from kubelite.clock import Clock
from kubelite.controlplane.apiserver.answer import content, shown
from kubelite.controlplane.apiserver.api import APIServer
from kubelite.controlplane.etcd import Record
from kubelite.objects import kinds
from kubelite.objects.errors import APIError, Conflict, Gone, NotFound, TooManyRequests
from kubelite.objects.kinds import Resource
from tests.conformance.server import _PATH

Document = dict[str, Any]
TICK = 0.01  # seconds


class Server:
    """An API server at ``address``. While it runs, a second of the clock's time takes ``1 / pace`` seconds.

    A watch takes ``patience`` seconds, or fewer if it asks for fewer. ``forgets`` ends so many watches with 410;
    ``busy`` answers so many requests with 429; ``page`` is the longest page of a list. ``requests`` holds method, path
    and content type of each request.
    """

    def __init__(self, api: APIServer, clock: Clock, pace: float = 20) -> None:
        self.api, self.clock, self.pace = api, clock, pace
        self.lock = threading.RLock()
        self.page, self.forgets, self.busy, self.patience = 3, 0, 0, 0.1
        self.requests: list[tuple[str, str, str]] = []
        self._stopped = threading.Event()

        class Handler(_Handler):
            server_of = self

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.handle_error = lambda *_: None  # type: ignore[method-assign]  # clients may go when they like
        self.address = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Server:
        threading.Thread(target=self._http.serve_forever, args=(TICK,), daemon=True).start()
        if self.pace:
            threading.Thread(target=self._let_time_pass, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._http.shutdown()
        self._http.server_close()

    def kubeconfig(self, folder: Path, context: str = "kind-test", address: str = "") -> Path:
        """A kubeconfig that leads here."""
        path = folder / "kubeconfig"
        path.write_text(
            json.dumps(
                {
                    "apiVersion": "v1",
                    "kind": "Config",
                    "current-context": context,
                    "clusters": [{"name": "here", "cluster": {"server": address or self.address}}],
                    "users": [{"name": "me", "user": {"token": "a-token"}}],
                    "contexts": [{"name": context, "context": {"cluster": "here", "user": "me"}}],
                }
            )
        )
        return path

    def advance(self, seconds: float) -> None:
        """Let so much of the clock's time pass at once."""
        with self.lock:
            self.clock.advance(seconds)

    @property
    def is_stopped(self) -> bool:
        return self._stopped.is_set()

    def _let_time_pass(self) -> None:
        while not self._stopped.wait(TICK):
            with self.lock:
                self.clock.advance(TICK * self.pace)


class _Handler(BaseHTTPRequestHandler):
    server_of: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_PUT(self) -> None:
        self._answer("PUT")

    def do_PATCH(self) -> None:
        self._answer("PATCH")

    def do_DELETE(self) -> None:
        self._answer("DELETE")

    def log_message(self, format: str, *args: Any) -> None:
        """Tests are quiet."""

    def _answer(self, method: str) -> None:
        server, parts = self.server_of, urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"null")
        server.requests.append((method, self.path, self.headers.get("Content-Type", "")))
        try:
            assert self.headers.get("Authorization") == "Bearer a-token"
            if server.busy:
                server.busy -= 1
                raise TooManyRequests("storage is (re)initializing")
            if method == "GET" and "watch=true" in parts.query:
                self._watch(parts.path, dict(parse_qsl(parts.query)))
                return
            with server.lock:
                code, document = _serve(server, method, parts.path, parse_qsl(parts.query), body)
                server.clock.settle()
        except APIError as error:
            code, document = error.code, error.to_status()
        self._send(code, document)

    def _send(self, code: int, document: Document) -> None:
        payload = json.dumps(document).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        if code == 429:
            self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(payload)

    def _watch(self, path: str, query: dict[str, str]) -> None:
        server = self.server_of
        resource, namespace, _, _ = parsed(path)
        since = int(query["resourceVersion"])
        end = time.monotonic() + min(server.patience, float(query["timeoutSeconds"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if server.forgets:
            server.forgets -= 1
            self._line({"type": "ERROR", "object": _expired(since).to_status()})
            end = 0
        while time.monotonic() < end and not server.is_stopped:
            with server.lock:
                try:
                    records, now = server.api.etcd.log(resource.qualified, since), server.api.etcd.revision
                except APIError as gone:
                    self._line({"type": "ERROR", "object": gone.to_status()})
                    break
            for record in records:
                if not namespace or record.key.namespace == namespace:
                    self._line(_event(record, resource))
            since = now
            time.sleep(TICK)
        kind = {"kind": resource.kind, "apiVersion": resource.api_version}
        self._line({"type": "BOOKMARK", "object": {**kind, "metadata": {"resourceVersion": str(since)}}})
        self._line(None)

    def _line(self, document: Document | None) -> None:
        payload = json.dumps(document).encode() + b"\n" if document is not None else b""
        half = len(payload) // 2  # a line may come in pieces
        for piece in (payload[:half], payload[half:]) if payload else (b"",):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.flush()


def _serve(server: Server, method: str, path: str, query: list[tuple[str, str]], body: Any) -> tuple[int, Document]:
    if path == "/version":
        return 200, {"major": "1", "minor": "36", "gitVersion": "v1.36.2"}
    api, asked = server.api, dict(query)
    resource, namespace, name, subresource = parsed(path)
    if method == "GET" and not name:
        return 200, _list(server, resource, namespace, asked)
    if method == "GET":
        return 200, _full(api.get(resource, namespace, name), resource)
    strict: Any = {"field_validation": asked.get("fieldValidation", "Warn")}
    if method == "POST" and subresource == "binding":
        api_pod = content(api.get(resource, namespace, name))
        if (uid := body["metadata"].get("uid")) and uid != api_pod["metadata"]["uid"]:
            raise Conflict(f'Operation cannot be fulfilled on pods/binding "{name}": the UID does not match')
        api.bind(namespace, name, body["target"]["name"])
        return 201, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}
    if method == "POST" and subresource == "eviction":
        api.evict(namespace, name, uid=body.get("deleteOptions", {}).get("preconditions", {}).get("uid", ""))
        return 201, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}
    if method == "POST":
        made = api.create(resource, namespace, body, **strict).record
        assert made is not None
        return 201, _full(made, resource)
    if method == "PUT":
        api.update(resource, namespace, name, body, subresource=subresource, **strict)
    elif method == "PATCH":
        api.patch(resource, namespace, name, body, subresource=subresource)
    else:
        return 200, _delete(api, resource, namespace, name, body or {})
    return 200, _full(api.get(resource, namespace, name), resource)


def _delete(api: APIServer, resource: Resource, namespace: str, name: str, options: Document) -> Document:
    uid = options.get("preconditions", {}).get("uid", "")
    grace, propagation = options.get("gracePeriodSeconds"), options.get("propagationPolicy", "")
    api.delete(resource, namespace, name, grace=grace, uid=uid, propagation=propagation)
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"}


def _list(server: Server, resource: Resource, namespace: str, asked: dict[str, str]) -> Document:
    """One page. The token of the next one is where it begins, and in which revision."""
    etcd = server.api.etcd
    start, _, revision = asked.get("continue", "0:").partition(":")
    if revision and server.forgets:
        server.forgets -= 1
        raise _expired(int(revision))
    at = int(revision or asked.get("resourceVersion") or etcd.revision)
    records = [r for r in etcd.at(resource.qualified, at) if not namespace or r.key.namespace == namespace]
    records = [record for record in records if _selected(content(record), asked)]
    limit = min(int(asked["limit"]), server.page) if "limit" in asked else len(records)
    begin = int(start)
    metadata = {"resourceVersion": str(at)}
    if len(records) > begin + limit:
        metadata["continue"] = f"{begin + limit}:{at}"
    items = [_full(record, resource, in_list=True) for record in records[begin : begin + limit]]
    kind = {"kind": f"{resource.kind}List", "apiVersion": resource.api_version}
    return {**kind, "metadata": metadata, "items": items or None}  # Go writes an empty list as null


def _selected(document: Document, asked: dict[str, str]) -> bool:
    if field := asked.get("fieldSelector"):
        path, _, value = field.partition("=")
        assert path == "spec.nodeName"
        return bool(document["spec"].get("nodeName", "") == value)
    if label := asked.get("labelSelector"):
        key, _, value = label.partition("=")
        return bool(document["metadata"].get("labels", {}).get(key) == value)
    return True


def _full(record: Record, resource: Resource, *, in_list: bool = False) -> Document:
    """A document as a real server writes it out."""
    document = copy.deepcopy(shown(record))
    document["metadata"]["managedFields"] = [{"manager": "somebody", "operation": "Update", "fieldsV1": {"f:spec": {}}}]
    if "template" in document.get("spec", {}):
        document["spec"]["template"].setdefault("metadata", {})["creationTimestamp"] = None
    if in_list:
        return {field: value for field, value in document.items() if field not in ("kind", "apiVersion")}
    return {"kind": resource.kind, "apiVersion": resource.api_version} | document


def _event(record: Record, resource: Resource) -> Document:
    if record.document is None:
        assert record.before is not None
        last = _full(record.before, resource)
        last["metadata"]["resourceVersion"] = str(record.revision)
        return {"type": "DELETED", "object": last}
    was_there = record.before is not None and record.before.document is not None
    return {"type": "MODIFIED" if was_there else "ADDED", "object": _full(record, resource)}


def parsed(path: str) -> tuple[Resource, str, str, str]:
    """Resource, namespace, name and subresource of a path of the API."""
    match = _PATH.match(path)
    resource = kinds.at(match["group"] or "", match["version"], match["plural"]) if match else None
    if match is None or resource is None:
        raise NotFound("the server could not find the requested resource", details={})
    return resource, match["namespace"] or "", match["name"] or "", match["subresource"] or ""


def _expired(revision: int) -> APIError:
    return Gone(f"too old resource version: {revision} ({revision + 1})")
