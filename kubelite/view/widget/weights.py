"""Weights as sliders: move one, and see which node would be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import ipywidgets
import msgspec

from kubelite.controlplane.scheduler import Decision

MOST = 10


def weighed(decision: Decision, weights: Mapping[str, int]) -> Decision:
    """The same scores with other weights, by the names of the parts; among the best nodes the first is chosen."""
    columns = [msgspec.structs.replace(each, weight=weights.get(each.plugin, each.weight)) for each in decision.scored]
    totals = tuple(sum(column[place].weighted for column in columns) for place in range(len(decision.feasible)))
    other = msgspec.structs.replace(decision, scored=tuple(columns), totals=totals)
    return msgspec.structs.replace(other, node=other.best[0])


class Weights(ipywidgets.VBox):  # type: ignore[misc]
    """A slider for each part that gave scores, and the table below. As text it is the decision as it stands now."""

    def __init__(self, decision: Decision) -> None:
        self.decision = decision
        self.sliders = [_slider(column.plugin, column.weight) for column in decision.scored]
        self._table = ipywidgets.HTML(decision._repr_html_())
        for slider in self.sliders:
            slider.observe(self._weigh, names="value")
        super().__init__([*self.sliders, self._table])

    def _weigh(self, _change: object) -> None:
        self.decision = weighed(self.decision, {slider.description: slider.value for slider in self.sliders})
        self._table.value = self.decision._repr_html_()

    def __repr__(self) -> str:
        return self.decision.to_text()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The sliders for those who can show them, and the table for all others."""
        made = super()._repr_mimebundle_(**kwargs)
        data, metadata = made if isinstance(made, tuple) else (made or {}, {})
        return {**data, "text/plain": repr(self), "text/html": self.decision._repr_html_()}, metadata


def weigh(decision: Decision) -> Weights:
    """The weights of a Decision as sliders: ``weigh(cluster.why("web"))``.

    Raises ``ValueError`` when no scores were given: there is nothing to weigh where one node is left, or none.
    """
    if not decision.scored:
        left = f"{len(decision.feasible)} node(s) were left"
        raise ValueError(f"nobody gave scores for {decision.pod}: {left}, and it takes two to compare")
    return Weights(decision)


def _slider(name: str, weight: int) -> ipywidgets.IntSlider:
    return ipywidgets.IntSlider(
        value=weight,
        min=0,
        max=max(MOST, weight),
        description=name,
        tooltip=f"The weight of {escape(name)}",
        style={"description_width": "18em"},
        layout={"width": "36em"},
    )
