// The living picture of a cluster, or of two. One store belongs to a cluster; each place on the page has a view of it.

import { h, seconds } from "./dom.js";
import { Store } from "./store.js";
import { View } from "./view.js";

const stores = new WeakMap();

function storeOf(model) {
  if (!stores.has(model)) stores.set(model, new Store(model));
  return stores.get(model);
}

const isPair = (model) => (model.get("openings") ?? []).length === 2;

function initialize({ model }) {
  if (isPair(model)) sidesOf(model); else storeOf(model);
}

function render({ model, el }) {
  const views = isPair(model) ? pair(model, el) : [new View(storeOf(model), el)];
  for (const { store } of views) store.send({ do: "hello", serial: store.frame.serial });
  views[0].time.follow(() => views[0].isShown());
  return () => views.forEach((view) => view.close());
}

const sides = new WeakMap();

// The two halves of a widget that compares: each half speaks for its side only.
function sidesOf(model) {
  if (!sides.has(model)) {
    sides.set(model, [0, 1].map((side) => storeOf({
      get: () => model.get("openings")[side],
      on: (event, hear) => model.on(event, (message) => { if (message.side === side) hear(message); }),
      send: (message) => model.send({ ...message, side }),
    })));
  }
  return sides.get(model);
}

// Two runs side by side. The first view holds the time of both.
function pair(model, el) {
  const stores = sidesOf(model), names = model.get("names");
  const words = h("p", { class: "k-differ" }), body = h("div", { class: "k-sides" });
  el.append(h("div", { class: "kubelite-pair" }, words, body));
  const views = stores.map((store, side) => {
    const half = h("section", { "aria-label": names[side] }, h("h3", {}, names[side]));
    body.append(half);
    return new View(store, half, side === 1);
  });
  const { bar, line } = views[0].time;
  const shared = h("div", { class: "kubelite", role: "region", "aria-label": "Time of both runs", "data-lm-suppress-shortcuts": "true",
    onkeydown: (event) => event.stopPropagation() }, bar, line);
  body.before(shared);
  const tell = (moment, text) => {
    if (text) stores[0].marks.set("differs", { moment, kind: "differs", tone: "bad", text });
    const lead = h("button", { type: "button", onclick: () => stores[0].send({ do: "seek", moment }) },
      text ? `The runs differ from ${seconds(moment)} on` : "");
    words.replaceChildren(...(text ? [lead, ` ${text}`] : ["The runs do not differ so far."]));
    views[0].time.update();
  };
  tell(...model.get("divergence"));
  stores[0].listeners.add((what, detail) => { if (what === "differs") tell(detail.moment, detail.text); });
  return views;
}

export default { initialize, render };
