// Play, pause, step and speed; the timeline with its marks, on which one can go both ways.

import { attribute, h, icon, resolved, say, seconds } from "./dom.js";

const SPEEDS = [0.5, 1, 2, 5, 10, 60];
const TICK = 100;   // milliseconds between two wishes for time
const RANK = { plain: 0, good: 1, warn: 2, bad: 3 };
const THUMB = 8;    // half the width of the slider's thumb

export class Time {
  constructor(store) {
    this.store = store;
    this.play = h("button", { type: "button", class: "k-play", onclick: () => this.toggle() });
    this.back = this.button("Step back", "back", () => store.send({ do: "step", back: true }));
    this.step = this.button("Step to the next change", "step", () => store.send({ do: "step" }));
    this.now = h("button", { type: "button", class: "k-now", onclick: () => store.send({ do: "seek", moment: null }) },
      "Return to now");
    this.moment = h("output", { class: "k-moment" });
    const speeds = SPEEDS.map((speed) => h("option", { value: speed, selected: speed === 1 }, `${speed}×`));
    this.speed = h("select", { onchange: () => { store.speed = +this.speed.value; } }, ...speeds);
    this.slider = h("input", { type: "range", class: "k-slider", step: "any", "aria-label": "Moment",
      oninput: () => this.seek(+this.slider.value) });
    this.slider.addEventListener("keydown", (event) => this.onKey(event));
    this.canvas = h("canvas", { class: "k-marks-line", "aria-hidden": "true", height: 18, onclick: (e) => this.pick(e),
      onmousemove: (event) => attribute(this.canvas, "title", this.nearest(event)?.text) });
    this.happened = h("ol", { class: "k-happened" });
    this.bar = h("div", { class: "k-time", role: "group", "aria-label": "Time" }, this.play, this.back, this.step,
      h("label", {}, "Speed ", this.speed), this.moment, this.now);
    this.line = h("div", { class: "k-timeline" }, this.canvas, this.slider);
    this.story = h("details", { class: "k-story" }, h("summary", {}, "What happened"), this.happened);
    this.story.addEventListener("toggle", () => this.tellStory());
    this.timer = null;
    this.asked = null;
    this.drawn = "";
  }

  button(label, sign, onclick) {
    return h("button", { type: "button", title: label, "aria-label": label, onclick }, icon(sign));
  }

  toggle() {
    this.store.playing = !this.store.playing;
    this.store.busy = false;
    this.store.tell("playing");
  }

  // Time runs only while the page can be seen.
  follow(isShown) {
    const playing = this.store.playing;
    this.play.replaceChildren(icon(playing ? "pause" : "play"), playing ? " Pause" : " Play");
    if (!playing) { clearInterval(this.timer); this.timer = null; return; }
    this.last = performance.now();
    this.timer ??= setInterval(() => {
      const now = performance.now(), elapsed = (now - this.last) / 1000;
      if (!isShown() || this.store.busy) { if (!isShown()) this.last = now; return; }
      this.last = now;
      this.store.tick(elapsed);
    }, TICK);
  }

  // While one drags, only the newest wish counts: the next is sent when the last was answered.
  seek(moment) {
    this.store.playing = false;
    this.store.tell("playing");
    if (this.asked !== null) { this.asked = moment; return; }
    this.asked = moment;
    this.store.send({ do: "seek", moment });
  }

  // Arrows go from mark to mark: seconds would often show nothing new.
  onKey(event) {
    const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    this.store.send({ do: "step", back: step < 0, within: true });
  }

  update() {
    const { moment, begin, end, live } = this.store.frame;
    if (this.asked !== null) {
      const wish = this.asked;
      this.asked = null;
      if (Math.abs(wish - moment) > 0.01 && wish < end && wish > begin) return this.seek(wish);
    }
    this.slider.min = begin;
    this.slider.max = Math.max(end, begin + 1);
    this.slider.value = moment;
    attribute(this.slider, "aria-valuetext", `${seconds(moment)} of ${seconds(end)}${live ? ", now" : ", the past"}`);
    say(this.moment, live ? seconds(moment) : `${seconds(moment)} of ${seconds(end)}`);
    this.now.hidden = live;
    this.draw();
    this.tellStory();
  }

  // One stroke a pixel: the most serious mark there. A longer stroke is more serious, colour alone never decides.
  draw() {
    const width = this.canvas.clientWidth, { begin, end } = this.store.frame;
    const state = `${width} ${begin} ${end} ${this.store.marks.size} ${getComputedStyle(this.canvas).color}`;
    if (!width || state === this.drawn) return;
    this.drawn = state;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = width * ratio;
    this.canvas.height = 18 * ratio;
    const context = this.canvas.getContext("2d");
    context.scale(ratio, ratio);
    const pixels = new Map();
    for (const mark of this.store.marks.values()) {
      const x = Math.round(this.x(mark.moment, width));
      if (!pixels.has(x) || RANK[mark.tone] > RANK[pixels.get(x)]) pixels.set(x, mark.tone);
    }
    const colours = Object.fromEntries(Object.keys(RANK).map((tone) => [tone, resolved(this.canvas, `var(--k-${tone})`)]));
    for (const [x, tone] of pixels) {
      const height = 5 + 4 * RANK[tone];
      context.fillStyle = colours[tone];
      context.fillRect(x - 1, 18 - height, 2, height);
      if (tone === "bad") { context.beginPath(); context.arc(x, 3, 3, 0, 7); context.fill(); }
    }
  }

  x(moment, width) {
    const { begin, end } = this.store.frame;
    return THUMB + ((width - 2 * THUMB) * (moment - begin)) / Math.max(1, end - begin);
  }

  nearest(event) {
    const width = this.canvas.clientWidth;
    let best = null, closest = 12;
    for (const mark of this.store.marks.values()) {
      const distance = Math.abs(this.x(mark.moment, width) - event.offsetX);
      if (distance < closest) { best = mark; closest = distance; }
    }
    return best;
  }

  pick(event) {
    const mark = this.nearest(event);
    if (mark) this.seek(mark.moment);
  }

  // The last things that happened up to the moment that is shown; each leads to its moment.
  tellStory() {
    if (!this.story.open) return;
    const { moment } = this.store.frame;
    const told = [...this.store.marks.values()].filter((mark) => mark.moment <= moment).slice(-12).reverse();
    const key = told.map((mark) => mark.moment + mark.text).join();
    if (key === this.told) return;
    this.told = key;
    this.happened.replaceChildren(...told.map((mark) => h("li", { class: `k-${mark.tone}` },
      h("button", { type: "button", onclick: () => this.seek(mark.moment) }, `${seconds(mark.moment)}  ${mark.text}`))));
  }
}
