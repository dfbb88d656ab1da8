// What the page knows of the daemon: its lists, its stream, its state. Nothing here touches the document.

/** Makes an element. Text is always text: nothing that a story holds becomes markup. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") element.className = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Asks the daemon for JSON. */
export async function ask(path, parameters = {}, options = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== "" && value !== undefined && value !== null));
  const text = query.size ? `?${query}` : "";
  const response = await fetch(path + text, options);
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.detail ?? response.statusText), { status: response.status });
  return answer;
}

/** The state of the filters. */
export class Filters {
  q = "";
  intake = "";
  min_confidence = 0;
  since = "";
  hidden = new Set();

  /** The parameters of a list. */
  get parameters() {
    return { q: this.q, intake: this.intake, since: this.since, min_confidence: this.min_confidence || "" };
  }

  /** How many are set. */
  get count() {
    return [this.intake, this.since, this.min_confidence].filter(Boolean).length + (this.hidden.size ? 1 : 0);
  }

  /** Whether lists hold less than all. */
  get isNarrow() { return Boolean(this.q || this.intake || this.since || this.min_confidence); }

  /** Whether a story that comes in belongs to the lists, as far as that can be told without asking. */
  admits(card) {
    return (!this.intake || card.intake === this.intake) && (card.confidence ?? 0) >= this.min_confidence;
  }
}

/**
 * The stream of stories, from a place on. Connects again by itself and goes on where it was, so that nothing is missed and
 * nothing comes twice.
 */
export class Stream {
  /**
   * @param {{story: Function, state: Function, reset: Function}} listener `story(card)` for each story, `state(name)` when
   * the connection changes, `reset()` when there is a gap that lists must be loaded anew to close.
   */
  constructor(listener) { this.listener = listener; }

  /** Begins after a sequence number of a stream. */
  start(stream, seq) {
    this.pause();
    this.stream = stream;
    this.seq = seq;
    this.connect();
  }

  /** Lets go of the connection, of which a browser has six for a host, and keeps the place. */
  pause() {
    this.source?.close();
    this.source = null;
    clearTimeout(this.timer);
  }

  /** Goes on where it was. */
  resume() {
    if (this.stream && !this.source) this.connect();
  }

  connect() {
    const query = new URLSearchParams({ view: "card", stream: this.stream, last_event_id: this.seq });
    const source = new EventSource(`/v1/stream?${query}`);
    this.source = source;
    source.addEventListener("hello", (event) => {
      const { stream } = JSON.parse(event.data);
      if (stream !== this.stream) return this.listener.reset();
      this.listener.state("live");
    });
    source.addEventListener("gone", () => this.listener.reset());
    source.onmessage = (event) => {
      const card = JSON.parse(event.data);
      if (card.seq <= this.seq) return;
      this.seq = card.seq;
      this.listener.story(card);
    };
    source.onerror = () => {
      this.listener.state("lost");
      // A browser gives up when it is refused; a daemon that restarts refuses for a moment.
      if (source.readyState !== EventSource.CLOSED) return;
      source.close();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.connect(), 1000);
    };
  }
}

/** Calls a function at most once in a time, the last call never lost. */
export function paced(milliseconds, work) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => { timer = null; work(); }, milliseconds);
  };
}

const known = { politics: 0, economy: 1, safety: 2, culture: 3, unclassified: 4 };

/** The class that gives an element the colour of a desk. */
export function tint(desk, desks) {
  const place = known[desk] ?? 5 + Math.max(0, desks.findIndex((other) => other.name === desk)) % 4;
  return `tint-${place}`;
}
