// What stands below the nodes: pods without a node, services, and how many replicas there should be.

import { attribute, badge, h, insertSorted, say } from "./dom.js";
import { nameOf } from "./store.js";

const MOST_SERVICES = 60;

export class Trays {
  constructor(store, highlight) {
    this.store = store;
    this.highlight = highlight;
    this.workloads = new Map();
    this.pending = makeTray("Pending", "k-pending");
    this.lost = makeTray("On no node", "k-lost");
    this.services = h("ul", { class: "k-services", "aria-label": "Services", hidden: true });
    this.replicas = h("ul", { class: "k-workloads", "aria-label": "Replicas and requests" });
    this.element = h("div", { class: "k-trays" }, this.pending.element, this.lost.element, this.services, this.replicas);
  }

  home(pod) { return (pod.health === "pending" ? this.pending : this.lost).tiles; }

  update(before) {
    const kinds = new Set([...before.keys()].map((id) => id.slice(0, id.indexOf("/"))));
    for (const id of before.keys()) if (id.startsWith("load/")) this.updateLoad(id);
    if (kinds.has("service")) this.updateServices();
    for (const id of before.keys()) if (/^(deployment|statefulset)\//.test(id)) this.updateWorkload(id);
    for (const tray of [this.pending, this.lost]) this.count(tray);
  }

  count(tray) {
    const count = tray.tiles.children.length;
    tray.element.hidden = count === 0;
    say(tray.title, `${tray.words}: ${count}`);
    const reasons = new Map();
    for (const item of tray.tiles.children) {
      const pod = this.store.pieces.get(item.firstChild.dataset.id);
      const reason = pod?.reason || (tray === this.pending ? "No scheduler has looked at it yet." : "Its node is gone.");
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    const said = [...reasons].slice(0, 5).map(([reason, number]) => (number > 1 ? `${number} × ${reason}` : reason));
    if (tray.said !== said.join()) tray.reasons.replaceChildren(...said.map((words) => h("li", {}, words)));
    tray.said = said.join();
  }

  updateServices() {
    const found = [...this.store.of("service")];
    const chips = found.slice(0, MOST_SERVICES).map(([id, service]) => this.chip(id, service));
    if (found.length > MOST_SERVICES) chips.push(h("li", {}, `and ${found.length - MOST_SERVICES} more`));
    const focused = this.services.querySelector(":focus")?.dataset.id;
    this.services.replaceChildren(...chips);
    if (focused) this.find(focused)?.focus();
    this.services.hidden = chips.length === 0;
  }

  chip(id, service) {
    const ready = service.behind?.length ?? 0, total = ready + (service.unready?.length ?? 0);
    const health = !total ? "pending" : ready === total ? "ready" : ready ? "not ready" : "failing";
    const words = total ? `${ready} of ${total} ready` : "no endpoints";
    const show = (on) => () => this.highlight(on ? id : null);
    return h("li", {}, h("button", {
      type: "button", class: "k-service", "data-id": id, "data-health": health, tabindex: "-1",
      onmouseenter: show(true), onmouseleave: show(false), onfocus: show(true), onblur: show(false),
    }, badge(health), h("span", { class: "k-hidden" }, "Service "), h("b", {}, nameOf(id)), " ", h("span", {}, words)));
  }

  updateWorkload(id) {
    const piece = this.store.pieces.get(id);
    let row = this.workloads.get(id);
    if (!piece) { row?.element.remove(); this.workloads.delete(id); return; }
    if (!row) {
      row = this.makeRow(id);
      this.workloads.set(id, row);
      insertSorted(this.replicas, row.element);
    }
    if (row.element.contains(document.activeElement) && row.dragging) return;
    row.slider.max = Math.max(10, 2 * piece.replicas, +row.slider.max || 0);
    row.slider.value = piece.replicas;
    say(row.words, `${piece.ready} of ${piece.replicas} ready`);
  }

  // How many requests are sent, and what becomes of them.
  updateLoad(id) {
    const load = this.store.pieces.get(id);
    let row = this.workloads.get(id);
    if (!load) { row?.element.remove(); this.workloads.delete(id); return; }
    if (!row) {
      row = this.makeRow(id, `Requests to ${load.path.join(" → ")}`, "requests a second", "rate", 200);
      this.workloads.set(id, row);
      row.element.classList.add("k-load");
      insertSorted(this.replicas, row.element);
    }
    if (row.dragging) return;
    row.slider.max = Math.max(200, 2 * load.rate, +row.slider.max || 0);
    row.slider.value = load.rate;
    const became = load.sent === undefined ? "" : `, ${load.served} served, ${load.lost} lost`;
    say(row.words, `${load.rate} requests/s${became}${load.p95 ? `, 95 of 100 in ${load.p95} ms` : ""}`);
  }

  makeRow(id, name = nameOf(id), unit = "replicas", action = "scale", most = 10) {
    const row = { words: h("output", { class: "k-count" }) };
    row.slider = h("input", {
      type: "range", min: 0, max: most, step: 1, "data-action": action,
      oninput: () => { row.dragging = true; say(row.words, `${row.slider.value} ${unit}`); },
      onchange: () => { row.dragging = false; this.store.act(action, id, +row.slider.value); },
    });
    const label = h("label", {}, h("span", { class: "k-name" }, name), row.slider);
    row.element = h("li", { "data-order": id }, label, row.words);
    return row;
  }

  // In the past nothing can be changed.
  freeze(past) { for (const row of this.workloads.values()) attribute(row.slider, "disabled", past); }

  find(id) { return this.services.querySelector(`[data-id="${CSS.escape(id)}"]`); }
}

function makeTray(words, kind) {
  const tray = { words, title: h("h4", {}), tiles: h("ul", { class: "k-tiles" }), reasons: h("ul", { class: "k-reasons" }) };
  tray.element = h("section", { class: `k-tray ${kind}`, hidden: true, "aria-label": words },
    tray.title, tray.tiles, tray.reasons);
  return tray;
}
