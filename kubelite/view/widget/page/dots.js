// Requests as dots, while time runs: from a service to the pods behind it, from those to the next service.

import { h, mayMove, resolved } from "./dom.js";

const MOST_A_SECOND = 24, TRAVEL = 600;

export class Dots {
  constructor(store, stage, find) {
    this.store = store;
    this.stage = stage;
    this.find = find;
    this.canvas = h("canvas", { class: "k-dots", "aria-hidden": "true" });
    stage.append(this.canvas);
    this.dots = [];
    this.owed = new Map();
  }

  // Called when time begins to run, and after each frame.
  follow() {
    if (this.running || !this.store.playing || !mayMove() || ![...this.store.of("load")].length) return;
    this.running = true;
    this.last = performance.now();
    this.context = this.canvas.getContext("2d");
    this.colours = ["--k-c-brand", "--k-c-bad"].map((name) => resolved(this.canvas, `var(${name})`));
    requestAnimationFrame((now) => this.draw(now));
  }

  draw(now) {
    const elapsed = Math.min(100, now - this.last) / 1000;
    this.last = now;
    if (this.store.playing) for (const [id, load] of this.store.of("load")) this.send(id, load, elapsed, now);
    this.dots = this.dots.filter((dot) => now < dot.begin + TRAVEL);
    const { clientWidth, clientHeight } = this.stage;
    if (this.canvas.width !== clientWidth) this.canvas.width = clientWidth;
    if (this.canvas.height !== clientHeight) this.canvas.height = clientHeight;
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    for (const dot of this.dots) {
      const part = (now - dot.begin) / TRAVEL;
      if (part < 0) continue;
      const x = dot.from[0] + (dot.to[0] - dot.from[0]) * part, y = dot.from[1] + (dot.to[1] - dot.from[1]) * part;
      this.context.fillStyle = this.colours[dot.lost ? 1 : 0];
      this.context.fillRect(x - 3, y - (dot.lost ? 1 : 3), 6, dot.lost ? 2 : 6);
    }
    this.running = this.store.playing || this.dots.length > 0;
    if (this.running && this.canvas.isConnected) requestAnimationFrame((next) => this.draw(next));
    else this.running = false;
  }

  send(id, load, elapsed, now) {
    const owed = (this.owed.get(id) ?? 0) + Math.min(MOST_A_SECOND, load.sent ?? 0) * elapsed;
    this.owed.set(id, owed % 1);
    for (let number = Math.floor(owed); number > 0; number -= 1) this.journey(load, now);
  }

  // One request on its way along the path.
  journey(load, now) {
    const lost = Math.random() * (load.sent || 1) < (load.lost ?? 0);
    let begin = now;
    let last = null;
    for (const [index, name] of load.path.entries()) {
      const [id, service] = [...this.store.of("service")].find(([each]) => each.endsWith(`/${name}`)) ?? [];
      const chip = id && this.middle(id), behind = service?.behind ?? [];
      if (!chip) return;
      if (last) { this.dots.push({ from: last, to: chip, begin, lost: false }); begin += TRAVEL; }
      const pod = behind[Math.floor(Math.random() * behind.length)];
      const tile = pod && this.middle(`pod/${id.split("/")[1]}/${pod}`);
      if (!tile) return;
      this.dots.push({ from: chip, to: tile, begin, lost: lost && index === load.path.length - 1 });
      begin += TRAVEL;
      last = tile;
    }
  }

  middle(id) {
    const rect = this.find(id)?.getBoundingClientRect(), origin = this.stage.getBoundingClientRect();
    return rect && [rect.left - origin.left + rect.width / 2, rect.top - origin.top + rect.height / 2];
  }
}
