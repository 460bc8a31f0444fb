// Small helpers to build elements, and the signs of the seven states.

const SVG = "http://www.w3.org/2000/svg";

// h("button", {class: "tile", onclick: f}, "text", child): an element. What is null or false is left out.
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// Write text only where it differs: writing the same again would make a screen reader speak again.
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function attribute(element, name, value) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

const LINES = {
  "ready": "M-3.2 .2L-1 2.4L3.2-2.4",
  "starting": "M0-3V0L2 1.6",
  "not ready": "M0-3V.6M0 2.6V3",
  "failing": "M-2.4-2.4L2.4 2.4M2.4-2.4L-2.4 2.4",
  "ending": "M-3 0H3",
  "done": "M-2.2-2.2H2.2V2.2H-2.2Z",
  "pending": "M-2.6-3H2.6L-2.6 3H2.6Z",
};
export const HEALTHS = Object.keys(LINES);
const templates = new Map();

// The sign of a state: a tick, a clock, an exclamation mark, a cross, a dash, a square, an hourglass.
export function badge(health) {
  if (!templates.has(health)) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "-7.5 -7.5 15 15");
    svg.setAttribute("class", "k-badge");
    svg.setAttribute("data-health", health);
    svg.setAttribute("aria-hidden", "true");
    const disc = document.createElementNS(SVG, "circle");
    disc.setAttribute("r", "6.5");
    const line = document.createElementNS(SVG, "path");
    line.setAttribute("d", LINES[health] ?? LINES["not ready"]);
    svg.append(disc, line);
    templates.set(health, svg);
  }
  return templates.get(health).cloneNode(true);
}

const ICONS = {
  play: "M3 1.5v11l9-5.5z", pause: "M2.5 1.5h3v11h-3zM8.5 1.5h3v11h-3z",
  back: "M2 1.5h2v11h-2zM12.5 1.5v11l-8-5.5z", step: "M10 1.5h2v11h-2zM1.5 1.5v11l8-5.5z",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 14 14");
  svg.setAttribute("class", "k-icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

// The colour that a CSS value has at this element: a canvas does not know light-dark() and variables.
export function resolved(element, value) {
  const probe = h("i", { style: `color: ${value}` });
  element.parentNode.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

export const collator = new Intl.Collator("en", { numeric: true });

// Put `child` where its `data-order` belongs among the children of `parent`, which are sorted.
export function insertSorted(parent, child) {
  const order = child.dataset.order;
  let low = 0, high = parent.children.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = parent.children[middle];
    if (other === child || collator.compare(other.dataset.order, order) < 0) low = middle + 1;
    else high = middle;
  }
  const before = parent.children[low] ?? null;
  if (before !== child) parent.insertBefore(child, before);
}

const quiet = window.matchMedia("(prefers-reduced-motion: reduce)");

// Whether things may move: not for people who asked their computer for less motion.
export const mayMove = () => !quiet.matches;

const UNITS = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];

export function cores(millicores) {
  return Math.abs(millicores) >= 1000 || !millicores ? String(+(millicores / 1000).toPrecision(3)) : `${millicores}m`;
}

export function bytes(size) {
  let power = 0;
  while (Math.abs(size) >= 1024 && power < UNITS.length - 1) { size /= 1024; power += 1; }
  return `${size >= 100 ? Math.round(size) : +size.toPrecision(3)}${UNITS[power]}`;
}

export const seconds = (moment) => `${moment.toFixed(1).replace(/\.0$/, "")} s`;
