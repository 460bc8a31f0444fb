// Pods as tiles, and how they move: they appear, fly to their node, flash when they change, fade when they go.

import { attribute, badge, h, mayMove, say } from "./dom.js";
import { nameOf, shortOwner, spoken } from "./store.js";

const MOST_MOVES = 100, FEW = 60;

export function makeTile(id) {
  const label = h("span", { class: "k-name" });
  const detail = h("span", { class: "k-detail" });
  const more = h("span", { class: "k-hidden" });
  const button = h("button", { type: "button", class: "k-tile", "data-id": id, tabindex: "-1" }, label, detail, more);
  return h("li", { "data-order": id }, button);
}

export function fillTile(item, id, pod, store) {
  const button = item.firstChild;
  const suffix = pod.owner ? nameOf(id).split("-").pop() : "";
  const [colour, turn] = store.stripe(pod.owner);
  say(button.children[0], shortOwner(id, pod));
  const restarts = pod.restarts ? ` · ${pod.restarts}↻` : "";
  say(button.children[1], (pod.health === "ready" && suffix ? suffix : pod.state) + restarts);
  button.style.setProperty("--k-owner", colour);
  attribute(button, "data-turn", turn || null);
  if (button.dataset.health !== pod.health) {
    button.dataset.health = pod.health;
    button.querySelector(".k-badge")?.remove();
    button.append(badge(pod.health));
  }
  say(button.children[2], ` ${spoken(id, pod)}`);
  attribute(button, "title", `${nameOf(id)}\n${pod.state}, ${pod.ready} ready${pod.reason ? `\n${pod.reason}` : ""}`);
}

// Remembers where tiles stood before a frame, and lets them move from there afterwards.
export class Motion {
  constructor(stage) { this.stage = stage; }

  begin(tiles, before, store) {
    this.from = new Map();
    this.ghosts = [];
    if (!mayMove() || store.frame.jump || store.frame.whole) return;
    const origin = this.stage.getBoundingClientRect(), count = before.size;
    for (const [id, old] of before) {
      if (!id.startsWith("pod/") || this.from.size > MOST_MOVES) continue;
      const now = store.pieces.get(id), tile = tiles.get(id);
      if (!tile) { if (now) this.from.set(id, { fresh: true }); }
      else if (!now) this.ghosts.push([tile.firstChild.cloneNode(true), tile.getBoundingClientRect(), origin]);
      else if (old?.node !== now.node) this.from.set(id, { rect: tile.getBoundingClientRect() });
      else if (old?.health !== now.health && count < FEW) this.from.set(id, { health: now.health });
    }
  }

  end(tiles) {
    const moves = [...this.from].filter(([id]) => tiles.has(id)).map(([id, how]) => {
      const tile = tiles.get(id).firstChild;
      return [tile, how, how.rect && tile.getBoundingClientRect()];   // all reading before any writing
    });
    for (const [tile, how, to] of moves) {
      if (how.fresh) appear(tile);
      else if (how.rect) fly(tile, how.rect, to);
      else flash(tile, how.health);
    }
    for (const [ghost, rect, origin] of this.ghosts) this.fade(ghost, rect, origin);
  }

  fade(ghost, rect, origin) {
    ghost.classList.add("k-ghost");
    ghost.setAttribute("aria-hidden", "true");
    ghost.removeAttribute("data-id");
    ghost.disabled = true;
    Object.assign(ghost.style, {
      left: `${rect.left - origin.left}px`, top: `${rect.top - origin.top}px`,
      width: `${rect.width}px`, height: `${rect.height}px`,
    });
    this.stage.append(ghost);
    const steps = [{ opacity: 1 }, { opacity: 0, transform: "translateY(14px) scale(.8)" }];
    ghost.animate(steps, { duration: 450, easing: "ease-in" }).onfinish = () => ghost.remove();
  }
}

function appear(tile) {
  const steps = [{ opacity: 0, transform: "scale(.5)" }, { opacity: 1, transform: "none" }];
  tile.animate(steps, { duration: 300, easing: "ease-out" });
}

function fly(tile, from, to) {
  const shift = `translate(${from.left - to.left}px, ${from.top - to.top}px)`;
  const options = { duration: 550, easing: "cubic-bezier(.3, 0, .2, 1)" };
  tile.animate([{ transform: shift, zIndex: 3 }, { transform: "none", zIndex: 3 }], options);
}

function flash(tile, health) {
  if (health === "failing") {
    const steps = [0, -4, 4, -3, 3, 0].map((x) => ({ transform: `translateX(${x}px)` }));
    tile.animate(steps, { duration: 350 });
  } else {
    const colour = getComputedStyle(tile.querySelector(".k-badge")).color;
    tile.animate([{ boxShadow: `0 0 0 4px ${colour}` }, { boxShadow: "0 0 0 0 transparent" }], { duration: 700 });
  }
}
