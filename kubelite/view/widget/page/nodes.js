// Nodes as cards: name, state, what is asked of them, what keeps pods away, and their pods as tiles.

import { badge, bytes, cores, h, insertSorted, say } from "./dom.js";
import { nameOf } from "./store.js";
import { Motion, fillTile, makeTile } from "./tiles.js";

const COMPACT = 240, MOST_HOMELESS = 100;
const WORDS = { Ready: "Ready", NotReady: "Not ready", Unknown: "Unknown" };

export class Nodes {
  constructor(store, trays) {
    this.store = store;
    this.trays = trays;
    this.cards = new Map();
    this.tiles = new Map();
    this.element = h("ul", { class: "k-nodes", "aria-label": "Nodes and their pods" });
    this.motion = null;
  }

  // `before`: the pieces that a frame touched, as they were.
  update(before, stage) {
    this.motion ??= new Motion(stage);
    this.motion.begin(this.tiles, before, this.store);
    const touched = new Set();
    for (const [id, old] of before) {
      if (id.startsWith("node/")) touched.add(nameOf(id));
      if (!id.startsWith("pod/")) continue;
      touched.add(old?.node ?? "").add(this.store.pieces.get(id)?.node ?? "");
    }
    for (const [id] of before) if (id.startsWith("node/")) this.updateCard(id, before);
    for (const [id] of before) if (id.startsWith("pod/")) this.updateTile(id);
    for (const node of touched) this.count(node);
    let pods = 0;
    for (const ids of this.store.on.values()) pods += ids.size;
    this.element.classList.toggle("k-compact", pods > COMPACT);
    this.motion.end(this.tiles);
  }

  updateCard(id, before) {
    const node = this.store.pieces.get(id);
    if (!node) {
      this.cards.get(id)?.element.remove();
      this.cards.delete(id);
      for (const pod of this.store.podsOn(nameOf(id))) if (!before.has(pod)) this.updateTile(pod);
      return;
    }
    if (!this.cards.has(id)) {
      const card = makeCard(id);
      this.cards.set(id, card);
      insertSorted(this.element, card.element);
      for (const pod of this.store.podsOn(nameOf(id))) if (!before.has(pod)) this.updateTile(pod);
    }
    fillCard(this.cards.get(id), id, node);
  }

  updateTile(id) {
    const pod = this.store.pieces.get(id);
    let tile = this.tiles.get(id);
    if (!pod) {
      tile?.remove();
      this.tiles.delete(id);
      return;
    }
    if (!tile) this.tiles.set(id, (tile = makeTile(id)));
    fillTile(tile, id, pod, this.store);
    const home = this.cards.get(`node/${pod.node}`)?.pods ?? this.trays.home(pod);
    if (tile.parentNode !== home) insertSorted(home, tile);
  }

  count(node) {
    const card = this.cards.get(`node/${node}`);
    if (!card) return;
    const count = this.store.podsOn(node).size;
    say(card.count, count === 1 ? "1 pod" : `${count} pods`);
    card.empty.hidden = count > 0;
  }

  // Where nodes are squares on a canvas, only pods without a node are tiles.
  updateHomeless(before) {
    for (const id of before.keys()) {
      const pod = id.startsWith("pod/") && this.store.pieces.get(id);
      if (pod && !this.store.pieces.has(`node/${pod.node}`)) {
        if (this.tiles.has(id) || this.tiles.size < MOST_HOMELESS) this.updateTile(id);
      } else if (this.tiles.has(id)) {
        this.tiles.get(id).remove();
        this.tiles.delete(id);
      }
    }
  }

  clear() {
    for (const tile of this.tiles.values()) tile.remove();
    this.tiles.clear();
    this.cards.clear();
    this.element.replaceChildren();
  }

  recolour() { for (const [id, tile] of this.tiles) fillTile(tile, id, this.store.pieces.get(id), this.store); }

  find(id) { return this.cards.get(id)?.head ?? this.tiles.get(id)?.firstChild; }
}

function makeCard(id) {
  const card = {
    name: h("b", { class: "k-node-name" }), role: h("span", { class: "k-chip" }), status: h("span", { class: "k-status" }),
    count: h("span", { class: "k-count" }), cpu: makeBar("cpu"), memory: makeBar("mem"),
    marks: h("ul", { class: "k-marks" }), pods: h("ul", { class: "k-tiles" }), sign: h("span"),
    empty: h("p", { class: "k-empty" }, "no pods"),
  };
  card.head = h("button", { type: "button", class: "k-node", "data-id": id, tabindex: "-1" },
    card.sign, h("span", { class: "k-hidden" }, "Node "), card.name, " ", card.role, " ", card.status, " ", card.count);
  card.element = h("li", { class: "k-card", "data-order": id },
    card.head, card.cpu.element, card.memory.element, card.marks, card.pods, card.empty);
  return card;
}

function fillCard(card, id, node) {
  const ready = node.status === "Ready";
  const words = [WORDS[node.status] ?? node.status, ...(node.cordoned ? ["cordoned"] : [])].join(", ");
  say(card.name, nameOf(id));
  say(card.role, node.role === nameOf(id) ? "" : node.role ?? "worker");
  say(card.status, words);
  card.element.classList.toggle("k-down", !ready);
  card.sign.replaceChildren(badge(ready ? "ready" : "failing"));
  fillBar(card.cpu, node.cpu, cores);
  fillBar(card.memory, node.memory, bytes);
  const hidden = node.cordoned ? "node.kubernetes.io/unschedulable:NoSchedule" : "";
  const faults = (node.faults ?? []).map((fault) => (/^(no power|cut off)$/.test(fault) ? fault : `${fault} stopped`));
  const marks = [...faults, ...(node.cordoned ? ["cordoned: takes no new pods"] : []), ...(node.taints ?? [])];
  card.marks.replaceChildren(...marks.filter((mark) => mark !== hidden).map((mark) =>
    h("li", { title: mark }, mark.slice(mark.lastIndexOf("/") + 1))));
}

// Requests as the bar, limits as a line below it, use as a line inside it.
function makeBar(label) {
  const bar = { words: h("span", { class: "k-amount" }), requested: h("i", { class: "k-requested" }),
    used: h("i", { class: "k-used" }), limits: h("i", { class: "k-limits" }) };
  const track = h("span", { class: "k-track", "aria-hidden": "true" }, bar.requested, bar.used, bar.limits);
  bar.element = h("div", { class: "k-bar" }, h("span", {}, label), track, bar.words);
  return bar;
}

function fillBar(bar, [total, requested, limits, used], written) {
  const share = (amount) => `${total ? Math.min(100, (100 * (amount ?? 0)) / total) : 0}%`;
  say(bar.words, `${written(requested)} of ${written(total)}`);
  bar.element.classList.toggle("k-over", requested > total);
  bar.requested.style.width = share(requested);
  bar.limits.style.width = share(limits);
  bar.used.style.width = share(used);
}
