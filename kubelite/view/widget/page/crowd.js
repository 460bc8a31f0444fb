// Very many nodes: each a square on a canvas, filled as far as its CPU is asked for, with its pods as dots.
// The table carries the same content for those who cannot see the canvas or do not use a mouse.

import { collator, h, resolved } from "./dom.js";
import { nameOf } from "./store.js";

const GAP = 3, DOTS = 5;

export class Crowd {
  constructor(store, choose) {
    this.store = store;
    this.choose = choose;
    this.canvas = h("canvas", { class: "k-crowd", role: "img", onclick: (event) => this.pick(event),
      onmousemove: (event) => { this.canvas.title = this.words(this.at(event)); } });
    this.element = this.canvas;
    this.order = [];
    this.chosen = null;
  }

  update(before) {
    const nodes = [...before.keys()].filter((id) => id.startsWith("node/"));
    const moved = nodes.some((id) => !before.get(id) || !this.store.pieces.has(id));
    if (moved || !this.order.length) return this.layout();
    if (this.canvas.clientWidth !== this.width) return this.layout();
    const touched = new Set(nodes);
    for (const [id, old] of before) {
      if (!id.startsWith("pod/")) continue;
      touched.add(`node/${old?.node}`).add(`node/${this.store.pieces.get(id)?.node}`);
    }
    for (const id of touched) if (this.place.has(id)) this.draw(id);
  }

  layout() {
    this.order = [...this.store.of("node")].map(([id]) => id).sort(collator.compare);
    this.place = new Map(this.order.map((id, index) => [id, index]));
    this.width = this.canvas.clientWidth;
    if (!this.width) return;
    this.cell = this.order.length > 700 ? 25 : this.order.length > 300 ? 30 : 40;
    this.across = Math.max(1, Math.floor((this.width + GAP) / (this.cell + GAP)));
    const height = Math.ceil(this.order.length / this.across) * (this.cell + GAP);
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = this.width * ratio;
    this.canvas.height = height * ratio;
    this.canvas.style.height = `${height}px`;
    this.canvas.setAttribute("aria-label", `${this.order.length} nodes as squares; the table below says the same in words`);
    this.context = this.canvas.getContext("2d");
    this.context.scale(ratio, ratio);
    this.owners = new Map();
    const names = ["card", "edge", "fill", "ink", "bad", "warn", "paper"];
    this.colours = Object.fromEntries(names.map((name) => [name, resolved(this.canvas, `var(--k-c-${name})`)]));
    for (const id of this.order) this.draw(id);
  }

  draw(id) {
    const { context, colours } = this, node = this.store.pieces.get(id), index = this.place.get(id);
    const x = (index % this.across) * (this.cell + GAP), y = Math.floor(index / this.across) * (this.cell + GAP);
    const ready = node.status === "Ready";
    context.fillStyle = colours.paper;
    context.fillRect(x - GAP / 2, y - GAP / 2, this.cell + GAP, this.cell + GAP);
    context.fillStyle = ready ? colours.card : colours.paper;
    context.fillRect(x, y, this.cell, this.cell);
    const share = node.cpu[0] ? Math.min(1, node.cpu[1] / node.cpu[0]) : 0;
    context.fillStyle = colours.fill;
    context.fillRect(x, y + this.cell * (1 - share), this.cell, this.cell * share);
    this.dots(id, x, y);
    context.strokeStyle = ready ? (node.cordoned ? colours.warn : colours.edge) : colours.bad;
    context.lineWidth = id === this.chosen ? 3 : ready && !node.cordoned ? 1 : 2;
    context.setLineDash(ready ? [] : [4, 3]);
    context.strokeRect(x + 0.5, y + 0.5, this.cell - 1, this.cell - 1);
    context.setLineDash([]);
  }

  // Pods that are well are round, those in trouble are crosses, all others are rings.
  dots(id, x, y) {
    const { context, colours } = this, step = (this.cell - 4) / DOTS;
    let index = 0;
    const pods = [...this.store.podsOn(nameOf(id))].map((pod) => this.store.pieces.get(pod));
    const failing = pods.filter((pod) => pod.health === "failing");
    for (const piece of [...failing, ...pods.filter((pod) => pod.health !== "failing")]) {
      if (index >= DOTS * DOTS) return;
      const left = x + 2 + (index % DOTS) * step, top = y + 2 + Math.floor(index / DOTS) * step;
      index += 1;
      const colour = this.own(this.store.stripe(piece.owner)[0]);
      if (piece.health === "failing") {
        context.strokeStyle = colours.bad;
        context.lineWidth = 2;
        context.beginPath();
        context.moveTo(left + 1, top + 1); context.lineTo(left + step - 1, top + step - 1);
        context.moveTo(left + step - 1, top + 1); context.lineTo(left + 1, top + step - 1);
        context.stroke();
      } else if (piece.health === "ready") {
        context.fillStyle = colour;
        context.fillRect(left + 1, top + 1, step - 2, step - 2);
      } else {
        context.strokeStyle = colour;
        context.lineWidth = 1;
        context.strokeRect(left + 1.5, top + 1.5, step - 3, step - 3);
      }
    }
  }

  // An owner's colour; on a dark page lighter, as in tiles.
  own(colour) {
    if (!this.owners.has(colour)) {
      this.owners.set(colour, resolved(this.canvas, `light-dark(${colour}, color-mix(in srgb, ${colour} 62%, white))`));
    }
    return this.owners.get(colour);
  }

  mark(id) {
    const old = this.chosen;
    this.chosen = id;
    for (const each of [old, id]) if (this.place?.has(each)) this.draw(each);
  }

  at(event) {
    const column = Math.floor(event.offsetX / (this.cell + GAP)), row = Math.floor(event.offsetY / (this.cell + GAP));
    return column < this.across ? this.order[row * this.across + column] : undefined;
  }

  words(id) {
    const node = id && this.store.pieces.get(id);
    return node ? `${nameOf(id)}: ${node.status}, ${this.store.podsOn(nameOf(id)).size} pods` : "";
  }

  pick(event) {
    const id = this.at(event);
    if (id) this.choose(id);
  }
}
