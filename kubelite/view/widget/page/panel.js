// What is known of the chosen node or pod, what can be done with it, and the answers of the cluster.

import { attribute, badge, bytes, collator, cores, h, say } from "./dom.js";
import { nameOf, spoken } from "./store.js";

const CONTROL_PLANE = ["scheduler", "controllers", "api server"];
const broken = (node, fault) => node.faults?.includes(fault) ?? false;

function switches(part, here) {
  return [["stop", `Stop ${part}`, (node) => here(node) && !broken(node, part), part],
    ["start", `Start ${part}`, (node) => here(node) && broken(node, part), part]];
}

// Action, label, when it makes sense, and what it is told.
const ACTIONS = {
  node: [
    ["cordon", "Cordon", (node) => !node.cordoned], ["uncordon", "Uncordon", (node) => node.cordoned],
    ["drain", "Drain", () => true],
    ["fail", "Pull the plug", (node) => !broken(node, "no power")],
    ["cut_off", "Cut off the network", (node) => !broken(node, "cut off")],
    ["recover", "Recover", (node) => node.faults?.some((fault) => !CONTROL_PLANE.includes(fault))],
    ...["kubelet", "runtime", "kube-proxy"].flatMap((part) => switches(part, () => true)),
    ...CONTROL_PLANE.flatMap((part) => switches(part, (node) => node.role === "control-plane")),
  ],
  service: [["load", "Send requests", () => true]],
  pod: [
    ["crash", "Crash", (pod) => pod.node], ["delete", "Delete", () => true],
    ["hang", "Stop answering", (pod) => pod.node], ["leak", "Leak memory", (pod) => pod.node],
    ["slow_image", "Make its image slow", () => true], ["lose_image", "Lose its image", () => true],
  ],
};
const ASPECTS = {
  node: [["details", "Details"], ["events", "Events"]],
  pod: [["details", "Details"], ["logs", "Logs"], ["events", "Events"], ["why", "Why here?"]],
  service: [["details", "Details"]],
};
const MOST_LISTED = 200;

export class Panel {
  constructor(store, choose) {
    this.store = store;
    this.choose = choose;
    this.id = null;
    this.aspect = null;
    this.title = h("h4", {});
    this.state = h("p", { class: "k-state" });
    this.facts = h("dl", {});
    this.actions = h("div", { class: "k-actions", role: "group", "aria-label": "Actions" });
    this.tabs = h("div", { class: "k-tabs", role: "group", "aria-label": "Questions" });
    this.answer = h("div", { class: "k-answer", tabindex: "0", role: "region", "aria-label": "Answer", hidden: true });
    this.pods = h("ul", { class: "k-listed" });
    const close = h("button", { type: "button", class: "k-close", "aria-label": "Close", onclick: () => choose(null) }, "✕");
    this.element = h("section", { class: "k-panel", "aria-label": "Chosen", hidden: true },
      close, this.title, this.state, this.facts, this.actions, this.tabs, this.answer, this.pods);
  }

  show(id) {
    this.id = id;
    this.aspect = null;
    this.element.hidden = !id;
    this.answer.hidden = true;
    if (!id) return;
    const kind = id.slice(0, id.indexOf("/"));
    this.tabs.replaceChildren(...(ASPECTS[kind] ?? []).map(([aspect, label]) =>
      h("button", { type: "button", "data-aspect": aspect, "aria-pressed": "false", onclick: () => this.ask(aspect) }, label)));
    this.actions.replaceChildren(...(ACTIONS[kind] ?? []).map(([action, label, , value]) =>
      h("button", { type: "button", "data-action": action, onclick: () => this.store.act(action, id, value) }, label)));
    this.update();
    this.actions.hidden = ![...this.actions.children].some((button) => !button.hidden);
  }

  ask(aspect) {
    this.aspect = this.aspect === aspect ? null : aspect;
    this.answer.hidden = !this.aspect;
    this.answer.replaceChildren();
    for (const tab of this.tabs.children) tab.setAttribute("aria-pressed", tab.dataset.aspect === this.aspect);
    if (this.aspect) this.store.send({ do: "ask", about: this.id, aspect });
  }

  update() {
    if (!this.id) return;
    const piece = this.store.pieces.get(this.id), kind = this.id.slice(0, this.id.indexOf("/"));
    say(this.title, `${kind} ${nameOf(this.id)}`);
    if (!piece) say(this.state, "It is not there at this moment.");
    else this.state.replaceChildren(...stateOf(kind, piece));
    this.facts.replaceChildren(...(piece ? facts(kind, piece) : []).flatMap(([key, value]) =>
      [h("dt", {}, key), h("dd", {}, String(value))]));
    const focused = this.actions.contains(document.activeElement) ? document.activeElement : null;
    for (const [index, button] of [...this.actions.children].entries()) {
      const [, , when] = ACTIONS[kind][index];
      button.hidden = !piece || !this.store.offers(button.dataset.action) || !when(piece);
      attribute(button, "disabled", !this.store.frame.live);
    }
    if (focused?.hidden) this.focus();   // whoever pressed a button that is gone goes on beside it
    this.list(kind);
  }

  // A node's pods, so that each can be reached also where nodes are only squares.
  list(kind) {
    const ids = kind === "node" ? [...this.store.podsOn(nameOf(this.id))].sort(collator.compare) : [];
    const key = ids.map((id) => id + this.store.pieces.get(id).state).join();
    if (key === this.listed) return;
    this.listed = key;
    this.pods.replaceChildren(...ids.slice(0, MOST_LISTED).map((id) => {
      const pod = this.store.pieces.get(id);
      return h("li", {}, h("button", { type: "button", "aria-label": spoken(id, pod), onclick: () => this.choose(id) },
        badge(pod.health), ` ${nameOf(id)}`));
    }));
  }

  receive({ about, aspect, text, plugins, rows, help }) {
    if (about !== this.id || aspect !== this.aspect) return;
    const parts = [rows ? h("p", {}, text) : h("pre", {}, text)];
    if (rows) parts.push(decision(plugins, rows));
    if (help?.length) parts.push(h("p", {}, "What would help:"), h("ul", {}, ...help.map((words) => h("li", {}, words))));
    this.answer.replaceChildren(...parts);
  }

  focus() { (this.actions.querySelector("button:not([hidden], [disabled])") ?? this.tabs.firstChild)?.focus(); }
}

function stateOf(kind, piece) {
  if (kind === "pod") return [badge(piece.health), ` ${piece.state}`];
  if (kind === "node") return [badge(piece.status === "Ready" ? "ready" : "failing"), ` ${piece.status}`];
  return [];
}

function facts(kind, piece) {
  const of = ([total, requested], written) => `${written(requested)} of ${written(total)}`;
  const all = {
    pod: () => [["Node", piece.node], ["Owner", piece.owner], ["Ready", piece.ready], ["Restarts", piece.restarts],
      ["Requests", [piece.cpu && `${cores(piece.cpu)} CPU`, piece.memory && bytes(piece.memory)].filter(Boolean).join(", ")],
      ["Reason", piece.reason]],
    node: () => [["CPU requested", of(piece.cpu, cores)], ["Memory requested", of(piece.memory, bytes)],
      ["Taints", piece.taints?.join(", ")], ["Faults", piece.faults?.join(", ")]],
    service: () => [["Address", piece.address], ["Ports", piece.ports?.join(", ")],
      ["Receives requests", piece.behind?.join(", ") || "nobody"], ["Does not", piece.unready?.join(", ")]],
  };
  return all[kind]().filter(([, value]) => value);
}

// Nodes in rows, plugins in columns.
function decision(plugins, rows) {
  const head = h("tr", {}, h("th", { scope: "col" }, "Node"), ...plugins.map((name) => h("th", { scope: "col" }, name)),
    h("th", { scope: "col" }, plugins.length ? "Total" : "Verdict"));
  const body = rows.map(({ node, no, scores, total, chosen }) => {
    const name = h("th", { scope: "row" }, node);
    if (no) return h("tr", {}, name, h("td", { colspan: plugins.length + 1, class: "k-bad" }, `no: ${no}`));
    const verdict = `${total ?? "yes"}${chosen ? " ✓ chosen" : ""}`;
    return h("tr", { class: chosen ? "k-chosen" : null }, name, ...scores.map((score) => h("td", {}, String(score))),
      h("td", {}, verdict));
  });
  return h("table", {}, h("caption", {}, "What the scheduler thought of every node"), h("thead", {}, head),
    h("tbody", {}, ...body));
}
