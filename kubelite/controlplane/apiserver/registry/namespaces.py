"""What every namespace has from its first moment on.

In Kubernetes two controllers bring these a little later (``pkg/controller/serviceaccount``,
``pkg/controller/certificates/rootcacertpublisher``); here nobody has to wait for them.
"""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]

_CERTIFICATE = "-----BEGIN CERTIFICATE-----\nkubelite is simulated and has no certificate\n-----END CERTIFICATE-----\n"


def furniture() -> list[Document]:
    """The account under which its Pods run, and the certificate by which they know the API server."""
    return [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}},
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": "kube-root-ca.crt"},
            "data": {"ca.crt": _CERTIFICATE},
        },
    ]
