// The stream of stories, and what can be said of the connection when there is none.

import { clock, problem } from "/page/base.js";

/** Milliseconds without a word after which the daemon hangs or the network is dead: it says something every four seconds. */
const silenceMax = 10_000;
/** Milliseconds between two attempts; longer where only a person can help. */
const pauses = { locked: 5000 };

/** What a request that failed says of the connection. */
export function stateAfter(error) {
  if (error.status === 401 || error.status === 403) return "locked";
  if (error.status === 503 || error.status === 429) return "busy";
  if (error.status) return "failed";
  if (!navigator.onLine) return "offline";
  return error.name === "TimeoutError" ? "silent" : "away";
}

/**
 * The stream from a place on. Connects again by itself and goes on where it was, so that nothing is missed and nothing comes
 * twice. It is read with `fetch`, since an EventSource tells neither why it was refused nor that it hears nothing.
 */
export class Stream {
  /**
   * @param {{story: Function, state: Function, reset: Function}} listener `story(card)` for each story, `state(name, reason)`
   * when the connection changes, `reset()` when there is a gap that lists must be loaded anew to close.
   */
  constructor(listener) {
    this.listener = listener;
    /** When the daemon last said something, by its own clock in milliseconds. */
    this.heardAt = null;
  }

  /** Begins after a sequence number of a stream. */
  start(stream, seq) {
    this.pause();
    Object.assign(this, { stream, seq, place: String(seq) });
    this.resume();
  }

  /** Lets go of the connection, of which a browser has six for a host, and keeps the place. */
  pause() {
    this.life?.abort();
    this.life = null;
  }

  /** Goes on where it was. */
  resume() {
    if (!this.stream || this.life) return;
    this.life = new AbortController();
    this.follow(this.life.signal);
  }

  /** Connects anew, when something else than the stream has found that the connection may be another. */
  again() {
    if (!this.life) return;
    this.pause();
    this.resume();
  }

  async follow(life) {
    while (!life.aborted) {
      let state = "connecting";
      try {
        await this.read(life);
      } catch (error) {
        state = stateAfter(error);
        if (!life.aborted) this.listener.state(state, error.message);
      }
      if (life.aborted) return;
      // The daemon has said goodbye: whether it comes back the next attempt shows.
      if (state === "connecting") this.listener.state(state);
      // Pages do not all come back in the same moment.
      await rest((pauses[state] ?? 700) + Math.random() * 600, life);
    }
  }

  /** One connection, until it ends. */
  async read(life) {
    const silence = new AbortController();
    let watch = null;
    const heard = () => {
      clearTimeout(watch);
      watch = setTimeout(() => silence.abort(new DOMException("nothing was heard", "TimeoutError")), silenceMax);
    };
    heard();
    try {
      const query = new URLSearchParams({ view: "card", stream: this.stream, last_event_id: this.place });
      const response = await fetch(`/v1/stream?${query}`, { cache: "no-store", signal: AbortSignal.any([life, silence.signal]) });
      if (!response.ok) throw await problem(response);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const events = new Events((event) => { if (!life.aborted) this.take(event); });
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        heard();
        this.heardAt = clock.now();
        events.read(value);
      }
    } finally {
      clearTimeout(watch);
    }
  }

  take({ name, place, data }) {
    if (name === "hello" || name === "alive") {
      const { stream, now } = JSON.parse(data);
      if (now) clock.set(now);
      if (name === "hello" && stream !== this.stream) return this.reset();
      this.listener.state("live");
    } else if (name === "gone") {
      return this.reset();
    } else if (name === "message") {
      const card = JSON.parse(data);
      if (card.seq > this.seq) {
        this.seq = card.seq;
        this.listener.story(card);
      }
    }
    // Only what has been dealt with is not asked for again. The form of a place is the daemon's affair.
    if (place !== null) this.place = place;
  }

  /** There is a gap: nothing is followed until somebody says from where. */
  reset() {
    this.pause();
    this.stream = null;
    this.listener.reset();
  }
}

/** The format of `text/event-stream`: lines of fields, an event ends with an empty one. */
class Events {
  constructor(take) { Object.assign(this, { take, rest: "", place: null }); this.begin(); }

  begin() { Object.assign(this, { name: "message", data: [] }); }

  read(text) {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop();
    for (const line of lines) this.line(line.replace(/\r$/, ""));
  }

  line(line) {
    if (!line) {
      if (this.data.length) this.take({ name: this.name, place: this.place, data: this.data.join("\n") });
      return this.begin();
    }
    const [, field, value] = line.match(/^([^:]*):? ?(.*)$/s);
    if (field === "event") this.name = value;
    else if (field === "data") this.data.push(value);
    else if (field === "id") this.place = value;
  }
}

/** Waits, or ends early when a signal says so. */
function rest(milliseconds, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", () => { clearTimeout(timer); done(); }, { once: true });
  });
}
