// What the page knows: the pieces of the scene, the moment, the marks. It is shared by all views of one widget.

export class Store {
  constructor(model) {
    this.model = model;
    this.pieces = new Map();
    this.on = new Map();          // node name -> ids of its pods; "" holds those without a node
    this.marks = new Map();
    this.frame = { serial: -1, moment: 0, end: 0, begin: 0, live: true, sentence: "", abilities: [] };
    this.listeners = new Set();
    this.playing = false;
    this.speed = 1;
    this.busy = false;
    model.on("msg:custom", (message) => this.receive(message));
    this.receive(model.get("opening"));
  }

  send(message) { this.model.send(message); }

  tell(what, detail) { for (const listener of this.listeners) listener(what, detail); }

  receive(message) {
    if (message.type !== "frame") return this.tell(message.type, message);
    this.busy = false;
    if (!message.whole && message.serial !== this.frame.serial + 1) {
      return this.send({ do: "hello", serial: this.frame.serial });   // something was lost: ask for all
    }
    const { patch, marks, ...rest } = message;
    this.frame = { ...this.frame, jump: false, whole: false, ...rest };
    for (const [moment, kind, tone, text] of marks) this.marks.set(`${moment} ${kind}`, { moment, kind, tone, text });
    this.tell("frame", message.whole ? this.replace(patch) : this.apply(patch));
  }

  replace(pieces) {
    const gone = Object.fromEntries([...this.pieces.keys()].filter((id) => !(id in pieces)).map((id) => [id, null]));
    for (const id of Object.keys(pieces)) if (this.pieces.has(id)) this.take(id, null);
    return this.apply({ ...gone, ...pieces });
  }

  // Apply a merge patch and return what was before, by id.
  apply(patch) {
    const before = new Map();
    for (const [id, change] of Object.entries(patch)) {
      before.set(id, this.pieces.get(id));
      if (change === null) { this.take(id, null); continue; }
      const piece = { ...this.pieces.get(id) };
      for (const [key, value] of Object.entries(change)) {
        if (value === null) delete piece[key]; else piece[key] = value;
      }
      this.take(id, piece);
    }
    return before;
  }

  take(id, piece) {
    const old = this.pieces.get(id);
    if (id.startsWith("pod/")) {
      if (old) this.on.get(old.node ?? "")?.delete(id);
      if (piece) {
        const node = piece.node ?? "";
        if (!this.on.has(node)) this.on.set(node, new Set());
        this.on.get(node).add(id);
      }
    }
    if (piece) this.pieces.set(id, piece); else this.pieces.delete(id);
  }

  *of(kind) {
    for (const [id, piece] of this.pieces) if (id.startsWith(kind + "/")) yield [id, piece];
  }

  podsOn(node) { return this.on.get(node) ?? new Set(); }

  offers(action) { return this.frame.abilities.includes(action); }

  act(action, target, value) { this.send({ do: "act", action, target, ...(value === undefined ? {} : { value }) }); }

  // The colour of an owner, and how many pieces its stripe has.
  stripe(owner) { return this.pieces.get("owners")?.[owner ?? ""] ?? ["#98a2b3", 0]; }

  // The view calls this on every tick. Nobody asks for more time before the last answer is there.
  tick(elapsed) {
    if (!this.playing || this.busy) return;
    this.busy = true;
    this.send({ do: "advance", seconds: Math.min(elapsed, 1) * this.speed });
  }
}

export const nameOf = (id) => id.slice(id.lastIndexOf("/") + 1);

export const shortOwner = (id, pod) => (pod.owner ? pod.owner.slice(pod.owner.indexOf("/") + 1) : nameOf(id));

// What a screen reader says of a pod.
export function spoken(id, pod) {
  const parts = [`Pod ${nameOf(id)}`, `${pod.state}, ${pod.health}`];
  if (pod.restarts) parts.push(pod.restarts === 1 ? "1 restart" : `${pod.restarts} restarts`);
  if (pod.node) parts.push(`on ${pod.node}`);
  if (pod.reason) parts.push(pod.reason);
  return parts.join(", ");
}
