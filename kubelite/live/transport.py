"""Requests to a real API server, through the official client: its addresses, certificates and tokens.

Documents go and come as plain JSON. The models of the official client are left out: they do not know fields that are
newer than they are, and they cannot read the answer to a binding, which is a ``Status`` and not the ``Binding`` that
the API's own description promises (``create_namespaced_pod_binding`` binds the Pod, and then raises ``ValueError``).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kubelite.live.answers import NoAnswer, error_of

Query = Sequence[tuple[str, str]]
CONNECT, ANSWER = 5, 30  # seconds until a request is given up
TRIES = 5  # an API server that is busy, or is just starting, asks to try again
LONGEST_PAUSE = 5.0  # seconds between two tries, whatever the server asks for


class Transport:
    """Requests to one API server; ``api_client`` is a ``kubernetes.client.ApiClient``."""

    def __init__(self, api_client: Any) -> None:
        from kubernetes import dynamic

        official: Any = dynamic  # it has types for a part of itself only
        self.address: str = api_client.configuration.host
        # Of the DynamicClient only `request` is used, which sends any request in every version of the package.
        self._client = official.DynamicClient(api_client, discoverer=lambda client, cache_file: None)

    def request(
        self,
        method: str,
        path: str,
        query: Query = (),
        body: Mapping[str, Any] | None = None,
        content_type: str = "application/json",
    ) -> dict[str, Any]:
        """The document that the server answers with. Raises the ``APIError`` of a refusal, or ``NoAnswer``.

        Where the server asks to try again later (429 or 503 with ``Retry-After``), that is done, a few times.
        """
        response = self._send(method, path, query, body, content_type, ANSWER)
        try:
            answer: dict[str, Any] = json.loads(response.data)
        except ValueError:
            raise NoAnswer(f"{self.address}{path} answered something that is not JSON") from None
        return answer

    def stream(self, path: str, query: Query, seconds: int) -> Iterator[dict[str, Any]]:
        """The documents of a watch, one a line, until the server ends it, after ``seconds`` at the latest."""
        from urllib3.exceptions import HTTPError

        asked = [*query, ("watch", "true"), ("timeoutSeconds", str(seconds))]
        response = self._send("GET", path, asked, None, "application/json", seconds + ANSWER)
        rest = b""
        try:
            for piece in response.stream(amt=None, decode_content=False):
                *lines, rest = (rest + piece).split(b"\n")
                yield from (json.loads(line) for line in lines if line.strip())
        except HTTPError:
            return  # the connection broke; who watches begins again where it ended
        finally:
            response.close()

    def _send(
        self, method: str, path: str, query: Query, body: Mapping[str, Any] | None, content_type: str, patience: int
    ) -> Any:
        from kubernetes.client.exceptions import ApiException
        from urllib3.exceptions import HTTPError, ProtocolError

        for last in (*[False] * (TRIES - 1), True):
            try:
                return self._client.request(
                    method,
                    path,
                    body=dict(body) if body is not None else None,
                    query_params=list(query),
                    header_params={"Accept": "application/json"},
                    content_type=content_type,
                    serialize=False,
                    _request_timeout=(CONNECT, patience),
                )
            except ApiException as error:
                if not error.status:
                    raise self._distrust(error.reason) from None
                pause = _pause(error)
                if last or pause is None:
                    raise error_of(error.status, error.body, str(error.reason or "")) from None
                time.sleep(pause)
            except AttributeError as error:  # so version 36 stumbles over an error without a body
                if not isinstance(error.__context__, ApiException):
                    raise
                raise self._distrust(error.__context__.reason) from None
            except HTTPError as error:
                if last or method != "GET" or not isinstance(error, ProtocolError):
                    raise NoAnswer(f"The API server at {self.address} does not answer: {error}") from None
                # the connection broke, as one does that was not used for a while; reading twice does no harm
        raise AssertionError("the last try returns or raises")

    def _distrust(self, why: object) -> NoAnswer:
        """There is no certificate that both sides trust."""
        return NoAnswer(f"{self.address} cannot be trusted: {' '.join(str(why).split())}")


def _pause(error: Any) -> float | None:
    """How long the server asks to wait before the next try; ``None`` when it does not ask for one."""
    if error.status not in (429, 503):
        return None
    asked = str((error.headers or {}).get("Retry-After") or "")
    return min(float(asked), LONGEST_PAUSE) if asked.isdigit() else None
