// One view of a store: the timeline, the nodes, what stands below them, the panel, the table.

import { HEALTHS, badge, h, say } from "./dom.js";
import { Crowd } from "./crowd.js";
import { Dots } from "./dots.js";
import { Nodes } from "./nodes.js";
import { Panel } from "./panel.js";
import { Plots } from "./plots.js";
import { Table } from "./table.js";
import { Time } from "./time.js";
import { Trays } from "./trays.js";

const MOST_CARDS = 120, MOST_TILES = 1500;
const QUIET = 3000;   // milliseconds between two sentences for a screen reader while time runs

export class View {
  // A view that `follows` another one leaves time to it.
  constructor(store, root, follows = false) {
    this.store = store;
    this.trays = new Trays(store, (id) => this.highlight(id));
    this.nodes = new Nodes(store, this.trays);
    this.crowd = new Crowd(store, (id) => this.choose(id));
    this.panel = new Panel(store, (id) => this.choose(id));
    this.table = new Table(store, (id) => this.choose(id));
    this.time = new Time(store);
    this.sentence = h("p", { class: "k-sentence" });
    this.aloud = h("p", { class: "k-aloud", role: "status" });
    this.said = h("p", { class: "k-said", hidden: true });
    this.stage = h("div", { class: "k-stage" }, this.nodes.element, this.crowd.element, this.trays.element, legend());
    this.dots = new Dots(store, this.stage, (id) => this.find(id));
    this.plots = new Plots(store);
    this.body = h("div", { class: "k-body" }, this.stage, this.panel.element);
    this.element = h("div", { class: "kubelite", role: "region", "aria-label": "Cluster", "data-lm-suppress-shortcuts": "true" },
      this.time.bar, this.time.line, this.sentence, this.said, this.aloud,
      this.body, this.time.story, this.plots.element, this.table.element);
    for (const part of [this.time.bar, this.time.line, this.time.story]) part.hidden = follows;
    root.append(this.element);
    this.spoken = -Infinity;
    this.listen();
    this.everything();
  }

  listen() {
    this.hear = (what, detail) => this.on(what, detail);
    this.store.listeners.add(this.hear);
    this.element.addEventListener("click", (event) => {
      const found = event.target.closest(".k-stage [data-id]");
      if (found) this.choose(found.dataset.id);
    });
    this.element.addEventListener("keydown", (event) => this.onKey(event));
    this.resize = new ResizeObserver(() => { this.crowd.order = []; this.schedule(new Map()); });
    this.resize.observe(this.element);
  }

  on(what, detail) {
    if (what === "frame") this.schedule(detail);
    else if (what === "answer") this.panel.receive(detail);
    else if (what === "playing") { this.time.follow(() => this.isShown()); this.dots.follow(); }
    else if (what === "measured") this.plots.receive(detail);
    else if (what === "said") this.tell(detail.text, detail.tone);
  }

  // Several frames before the next repaint are drawn once; what was before the first of them counts.
  schedule(before) {
    this.due ??= new Map();
    for (const [id, old] of before) if (!this.due.has(id)) this.due.set(id, old);
    this.painting ??= requestAnimationFrame(() => this.paint());
  }

  everything() { this.paint(new Map([...this.store.pieces.keys()].map((id) => [id, undefined]))); }

  paint(all) {
    this.painting = null;
    const before = all ?? this.due ?? new Map();
    this.due = null;
    const crowded = this.isCrowd();
    if (crowded !== this.crowded) this.rebuild(crowded, before);
    if (crowded) { this.nodes.updateHomeless(before); this.crowd.update(before); } else this.nodes.update(before, this.stage);
    this.trays.update(before);
    if (!crowded && !all && before.has("owners")) this.nodes.recolour();
    const { live, sentence } = this.store.frame;
    say(this.sentence, sentence);
    this.element.classList.toggle("k-past", !live);
    this.trays.freeze(!live);
    this.time.update();
    this.panel.update();
    this.table.update();
    this.plots.ask();
    this.dots.follow();
    this.speak();
    this.rove();
  }

  isCrowd() {
    let nodes = 0, pods = 0;
    for (const id of this.store.pieces.keys()) { nodes += id.startsWith("node/"); pods += id.startsWith("pod/"); }
    return nodes > MOST_CARDS || pods > MOST_TILES;
  }

  // From cards to squares, or back: all is drawn anew.
  rebuild(crowded, before) {
    this.crowded = crowded;
    this.crowd.element.hidden = !crowded;
    this.nodes.element.hidden = crowded;
    for (const id of this.store.pieces.keys()) if (!before.has(id)) before.set(id, this.store.pieces.get(id));
    if (crowded) { this.nodes.clear(); this.table.element.open = true; }
  }

  choose(id) {
    const old = this.panel.id;
    this.find(old)?.removeAttribute("aria-current");
    this.panel.show(id);
    this.body.classList.toggle("k-open", id !== null);
    this.crowd.mark(id);
    this.find(id)?.setAttribute("aria-current", "true");
    if (id) this.panel.focus(); else this.find(old)?.focus();
  }

  find(id) { return id && (this.nodes.find(id) ?? this.trays.find(id)); }

  // Show which pods stand behind a service.
  highlight(id) {
    for (const tile of this.stage.querySelectorAll(".k-lit")) tile.classList.remove("k-lit");
    const service = id && this.store.pieces.get(id);
    for (const pod of service?.behind ?? []) {
      this.nodes.find(`pod/${id.split("/")[1]}/${pod}`)?.classList.add("k-lit");
    }
  }

  onKey(event) {
    event.stopPropagation();   // otherwise JupyterLab takes letters and arrows for its own shortcuts
    if (event.key === "Escape" && this.panel.id) return this.choose(null);
    if (!event.target.closest(".k-stage [data-id]")) return;
    const next = this.neighbour(event.target, event.key);
    if (!next) return;
    event.preventDefault();
    this.rove(next);
    next.focus();
  }

  // Of the nodes, tiles and services only one is a stop of the Tab key; arrows lead from it to the others.
  rove(wanted) {
    const stops = this.stage.getElementsByClassName("k-stop");
    const current = wanted ?? (stops.length && stops[0].isConnected ? stops[0] : this.stage.querySelector("[data-id]"));
    for (const stop of [...stops]) if (stop !== current) { stop.classList.remove("k-stop"); stop.tabIndex = -1; }
    current?.classList.add("k-stop");
    if (current) current.tabIndex = 0;
  }

  neighbour(from, key) {
    const all = [...this.stage.querySelectorAll("[data-id]")].filter((each) => each.offsetParent);
    if (key === "Home") return all[0];
    if (key === "End") return all.at(-1);
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    if (!way) return null;
    const middle = (rect) => [rect.left + rect.width / 2, rect.top + rect.height / 2];
    const [x, y] = middle(from.getBoundingClientRect());
    let best = null, closest = Infinity;
    for (const each of all) {
      const [ex, ey] = middle(each.getBoundingClientRect());
      const along = (ex - x) * way[0] + (ey - y) * way[1], aside = Math.abs((ex - x) * way[1]) + Math.abs((ey - y) * way[0]);
      if (each !== from && along > 2 && along + 2 * aside < closest) { best = each; closest = along + 2 * aside; }
    }
    return best;
  }

  // What a deed brought about is shown, and spoken at once.
  // What became of a deed is said where it was asked for: the top of the picture may be out of sight.
  tell(text, tone) {
    (this.panel.id ? this.panel.actions : this.sentence).after(this.said);
    this.said.hidden = false;
    this.said.className = `k-said k-${tone}`;
    say(this.said, text);
    say(this.aloud, text);
    this.spoken = performance.now();
    clearTimeout(this.hush);
    this.hush = setTimeout(() => { this.said.hidden = true; }, 6000);
  }

  speak() {
    const wait = this.spoken + QUIET - performance.now();
    clearTimeout(this.waiting);
    if (wait > 0) { this.waiting = setTimeout(() => this.speak(), wait); return; }
    if (this.aloud.textContent === this.store.frame.sentence) return;
    this.spoken = performance.now();
    say(this.aloud, this.store.frame.sentence);
  }

  isShown() { return this.element.isConnected && !document.hidden; }

  close() {
    this.store.listeners.delete(this.hear);
    this.resize.disconnect();
    clearInterval(this.time.timer);
    clearTimeout(this.waiting);
    clearTimeout(this.hush);
    this.element.remove();
  }
}

function legend() {
  return h("ul", { class: "k-legend", "aria-label": "Signs" }, ...HEALTHS.map((health) => h("li", {}, badge(health), ` ${health}`)));
}
