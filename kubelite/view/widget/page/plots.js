// Measurements over time, below the timeline and as long as it.

import { h, seconds } from "./dom.js";

const HEIGHT = 64, EDGE = 8, SHAPE = "http://www.w3.org/2000/svg";
const DASHES = ["", "6 3", "2 3", "9 3 2 3"];
// Title, where the numbers come from, which column, and their unit.
const CHARTS = [
  ["Ready pods", "rows", 2, ""], ["CPU", "rows", 3, "m"], ["Memory", "rows", 4, "Mi"],
  ["Requests a second", "seconds", 2, ""], ["Requests not served", "seconds", 3, ""], ["95 of 100 within", "seconds", 4, " ms"],
];

export class Plots {
  constructor(store) {
    this.store = store;
    this.rows = [];
    this.seconds = [];
    this.charts = h("div", { class: "k-charts" });
    this.element = h("details", { class: "k-plots" }, h("summary", {}, "Plots"), this.charts);
    this.element.addEventListener("toggle", () => this.ask());
    this.waiting = false;
  }

  ask() {
    if (!this.element.open || this.waiting || this.asked === this.store.frame.end) return this.draw();
    this.waiting = true;
    this.asked = this.store.frame.end;
    this.store.send({ do: "measure", since: this.rows.length, seen: this.seconds.at(-1)?.[0] ?? -1 });
  }

  receive({ rows, seconds }) {
    this.waiting = false;
    this.rows.push(...rows);
    this.seconds.push(...seconds.sort((one, other) => one[0] - other[0]));
    this.draw();
  }

  draw() {
    if (!this.element.open) return;
    const drawn = CHARTS.map(([title, source, column, unit]) => this.chart(title, this[source], column, unit));
    this.charts.replaceChildren(...drawn.filter(Boolean));
    if (!this.charts.children.length) this.charts.append(h("p", {}, "Nothing was measured yet."));
  }

  chart(title, rows, column, unit) {
    const lines = new Map();
    for (const row of rows) {
      if (!lines.has(row[1])) lines.set(row[1], []);
      lines.get(row[1]).push([row[0], row[column]]);
    }
    const top = Math.max(1, ...rows.map((row) => row[column]));
    if (!lines.size || !rows.some((row) => row[column])) return null;
    const { begin, end, moment } = this.store.frame, width = Math.max(120, this.charts.clientWidth);
    const x = (time) => EDGE + ((width - 2 * EDGE) * (time - begin)) / Math.max(1, end - begin);
    const y = (value) => HEIGHT - 3 - ((HEIGHT - 6) * value) / top;
    const svg = shape("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, height: HEIGHT, width: "100%", role: "img" });
    const names = [...lines.keys()], last = names.map((name) => `${short(name)} ${lines.get(name).at(-1)[1]}${unit}`);
    svg.setAttribute("aria-label", `${title} up to ${seconds(end)}, at the end: ${last.join(", ")}`);
    for (const [index, name] of names.entries()) {
      const points = thinned(lines.get(name)).map(([time, value]) => `${x(time).toFixed(1)},${y(value).toFixed(1)}`);
      svg.append(shape("polyline", { points: points.join(" "), "data-line": index % 4, "stroke-dasharray": DASHES[index % 4] }));
    }
    svg.append(shape("line", { x1: x(moment), x2: x(moment), y1: 0, y2: HEIGHT, class: "k-cursor" }));
    const key = names.map((name, index) => h("span", { "data-line": index % 4 }, short(name)));
    return h("figure", {}, h("figcaption", {}, h("b", {}, title), ` up to ${top}${unit} `, ...key), svg);
  }
}

const short = (name) => name.replace(/^load\//, "");

// At most a thousand points a line: more than there are pixels would only cost time.
function thinned(points) {
  const step = Math.ceil(points.length / 1000);
  return points.filter((_, index) => index % step === 0 || index === points.length - 1);
}

function shape(name, attributes) {
  const element = document.createElementNS(SHAPE, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== "") element.setAttribute(key, value);
  return element;
}
