"""The widgets: a ``Session``, or two, behind a page. Where no widget can run, its picture and its text stand in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import anywidget
import traitlets

from kubelite.cluster import Cluster
from kubelite.view.svg import to_svg
from kubelite.view.svg.pair import side_by_side
from kubelite.view.text import to_text
from kubelite.view.widget import bundle, cells
from kubelite.view.widget.pair import PairSession
from kubelite.view.widget.session import Session


class ClusterView(anywidget.AnyWidget):
    """A cluster to watch, to touch and to rewind. Its text and its static picture are always the same for one state."""

    _esm = bundle.script()
    _css = bundle.style()
    opening = traitlets.Dict().tag(sync=True)

    def __init__(self, cluster: Cluster) -> None:
        self._session = Session(cluster, self.send, _soon)
        super().__init__(opening=self._session.opening())
        self.on_msg(lambda _widget, message, _buffers: self._session.receive(message))
        self._after_cell = cells.after_each(self._session.flush)
        cells.belongs_to_this_one(self)

    def close(self) -> None:
        """Look no more; the cluster goes on."""
        self._after_cell()
        self._session.close()
        super().close()

    def __repr__(self) -> str:
        return to_text(self._session.cluster.snapshot())

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        picture = to_svg(self._session.cluster.snapshot())
        return _with_still(super()._repr_mimebundle_(**kwargs), repr(self), picture)


class ClusterPair(anywidget.AnyWidget):
    """Two clusters side by side on one timeline, with the first moment at which they differ."""

    _esm = bundle.script()
    _css = bundle.style()
    openings: Any = traitlets.List().tag(sync=True)
    names: Any = traitlets.List().tag(sync=True)
    divergence: Any = traitlets.List().tag(sync=True)

    def __init__(self, one: Cluster, other: Cluster, names: tuple[str, str]) -> None:
        self._session = PairSession((one, other), self.send, _soon)
        super().__init__(openings=self._session.openings(), names=list(names), divergence=self._session.divergence())
        self.on_msg(lambda _widget, message, _buffers: self._session.receive(message))
        self._after_cell = cells.after_each(self._session.flush)
        cells.belongs_to_this_one(self)

    def close(self) -> None:
        """Look no more; the clusters go on."""
        self._after_cell()
        self._session.close()
        super().close()

    def __repr__(self) -> str:
        first = self._session.comparison.first
        differ = f"The runs differ from {first.moment:g} s on. {first.text}" if first else "The runs do not differ."
        texts = (to_text(cluster.snapshot()) for cluster in self._session.clusters)
        return "\n\n".join([differ, *(f"{name}\n{text}" for name, text in zip(self.names, texts, strict=True))])

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        pictures = (to_svg(cluster.snapshot()) for cluster in self._session.clusters)
        picture = side_by_side(dict(zip(self.names, pictures, strict=True)))
        return _with_still(super()._repr_mimebundle_(**kwargs), repr(self), picture)


def compare(one: Cluster, other: Cluster, names: tuple[str, str] = ("First run", "Second run")) -> ClusterPair:
    """Two runs side by side on one timeline, such as one with your scheduler and one with Kubernetes'."""
    return ClusterPair(one, other, names)


def _with_still(made: Any, text: str, picture: str) -> Any:
    """The living picture for those who can show it, and the still one for all others."""
    data, metadata = made if isinstance(made, tuple) else (made or {}, {})
    return {**data, "text/plain": text, "image/svg+xml": picture}, metadata


def show(cluster: Cluster) -> ClusterView:
    """The living picture of a cluster: play, step and go back in time; click on what you want to know more about."""
    return ClusterView(cluster)


def _soon(call: Callable[[], None]) -> None:
    """Once the running cell or message is done. Without a running loop, as in a script, nobody looks at the page."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    loop.call_soon(call)
