// The same content as a table: for screen readers, and to find one of very many.

import { bytes, collator, cores, h, say } from "./dom.js";
import { nameOf } from "./store.js";

const PAGE = 50;

export class Table {
  constructor(store, choose) {
    this.store = store;
    this.choose = choose;
    this.first = 0;
    this.search = h("input", { type: "search", placeholder: "name, node or state", oninput: () => { this.first = 0; this.update(); } });
    this.kind = h("select", { onchange: () => { this.first = 0; this.update(); } },
      ...["nodes", "pods", "services"].map((kind) => h("option", { value: kind.slice(0, -1) }, kind)));
    this.head = h("tr", {});
    this.body = h("tbody", {});
    this.count = h("p", { class: "k-count" });
    const turn = (step) => () => { this.first = Math.max(0, this.first + step * PAGE); this.update(); };
    this.before = h("button", { type: "button", onclick: turn(-1) }, "Previous");
    this.after = h("button", { type: "button", onclick: turn(1) }, "Next");
    this.caption = h("caption", {});
    const table = h("table", {}, this.caption, h("thead", {}, this.head), this.body);
    this.element = h("details", { class: "k-table" }, h("summary", {}, "The same as a table"),
      h("div", { class: "k-find" }, h("label", {}, "Show ", this.kind), h("label", {}, "Find ", this.search)),
      h("div", { class: "k-scroll", tabindex: "0", role: "region", "aria-label": "Table" }, table),
      h("div", { class: "k-find" }, this.before, this.after, this.count));
    this.element.addEventListener("toggle", () => this.update());
  }

  update() {
    if (!this.element.open) return;
    const kind = this.kind.value, wanted = this.search.value.trim().toLowerCase();
    const { columns, cells } = TABLES[kind];
    const rows = [...this.store.of(kind)].map(([id, piece]) => [id, cells(id, piece, this.store)])
      .filter(([, row]) => !wanted || row.join(" ").toLowerCase().includes(wanted))
      .sort(([one], [other]) => collator.compare(one, other));
    this.first = Math.min(this.first, Math.max(0, rows.length - 1));
    const shown = rows.slice(this.first, this.first + PAGE);
    say(this.caption, `All ${kind}s`);
    this.head.replaceChildren(...columns.map((name) => h("th", { scope: "col" }, name)));
    const focused = this.body.querySelector(":focus")?.dataset.id;
    this.body.replaceChildren(...shown.map(([id, [name, ...rest]]) => h("tr", {},
      h("th", { scope: "row" }, h("button", { type: "button", "data-id": id, onclick: () => this.choose(id) }, name)),
      ...rest.map((cell) => h("td", {}, String(cell))))));
    if (focused) this.body.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
    const last = this.first + shown.length;
    say(this.count, rows.length ? `${this.first + 1} to ${last} of ${rows.length}` : "Nothing of this kind.");
    this.before.hidden = this.first === 0;
    this.after.hidden = last >= rows.length;
  }
}

const asked = ([total, requested], written) => `${written(requested)} of ${written(total)}`;
const TABLES = {
  node: {
    columns: ["Node", "Status", "CPU", "Memory", "Pods", "Taints"],
    cells: (id, node, store) => [nameOf(id), node.status + (node.cordoned ? ", cordoned" : ""), asked(node.cpu, cores),
      asked(node.memory, bytes), store.podsOn(nameOf(id)).size, (node.taints ?? []).join(", ")],
  },
  pod: {
    columns: ["Pod", "Status", "Ready", "Restarts", "Node", "Owner", "Reason"],
    cells: (id, pod) => [nameOf(id), pod.state, pod.ready, pod.restarts ?? 0, pod.node ?? "", pod.owner ?? "", pod.reason ?? ""],
  },
  service: {
    columns: ["Service", "Type", "Address", "Ready", "Not ready"],
    cells: (id, service) => [nameOf(id), service.type, service.address ?? "", (service.behind ?? []).join(", "),
      (service.unready ?? []).join(", ")],
  },
};
