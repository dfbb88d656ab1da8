// The columns' stories: lists that are loaded, and what comes in on the stream put into them.

import { ask } from "/page/base.js";
import { rememberWithdrawn } from "/page/cards.js";
import { Column } from "/page/columns.js";

/** The most arrivals that are remembered for lists that are still to come; beyond, the stream is read again. */
const recentMax = 5000;

export class Lists {
  /**
   * @param {{filters, stream: Function, open: Function, counted: Function}} parts `stream()` the stream, `open(card, column)`,
   * `counted(cards)` for what has come in
   */
  constructor({ filters, stream, open, counted }) {
    Object.assign(this, { filters, stream, counted, openCard: open, columns: [], turn: 0, underway: 0, through: 0, again: 0 });
    /** What has come in and is not placed yet; what is placed and may be newer than a list; what a search has not judged. */
    Object.assign(this, { arrivals: [], recent: [], unjudged: [], forgotten: 0 });
  }

  /** Makes the columns. */
  make(categories) {
    this.columns = categories.map((category) => new Column(category, categories, {
      more: async (column, before) => {
        const { stories, next } = await this.page(column, before);
        return { cards: stories, next };
      },
      open: (card) => this.openCard(card, this.columnOf(card)),
      move: (column, step) => {
        const shown = this.columns.filter((other) => !other.element.hidden);
        shown[shown.indexOf(column) + step]?.focus();
      },
    }));
    return this.columns;
  }

  columnOf(card) { return this.columns.find((column) => column.category.name === card.category) ?? this.columns.at(-1); }

  page(column, before, options) {
    const wanted = { ...this.filters.parameters, primary: column.category.name, versions: "current", view: "card", limit: 100, before };
    return ask("/v1/stories", wanted, options);
  }

  /**
   * Loads every column from its beginning, as the filters are now. What comes in meanwhile is put in afterwards.
   *
   * @returns {Promise<?{stream, through}>} where the stream goes on from the lists; `null` when they were overtaken by others
   */
  async load() {
    const turn = (this.turn += 1);
    this.asking?.abort();
    this.asking = new AbortController();
    const options = { signal: this.asking.signal };
    this.underway += 1;
    let pages;
    try {
      pages = await Promise.all(this.columns.map((column) => this.page(column, undefined, options)));
    } catch (error) {
      if (turn === this.turn) throw error;
    } finally {
      this.underway -= 1;
      this.arrive();
    }
    if (turn !== this.turn) return null;
    this.columns.forEach((column, place) => {
      const { stories, next, through } = pages[place];
      column.show(stories, !next, this.filters.isNarrow ? "emptyFound" : "empty");
      column.through = through;
    });
    this.unjudged = [];
    this.through = Math.min(...pages.map((page) => page.through));
    return { stream: pages[0].stream, through: this.through };
  }

  /** After lists from which the stream begins: what came in before is in them. */
  begin() { Object.assign(this, { arrivals: [], recent: [], again: 0, forgotten: 0 }); }

  /** After lists that a stream goes on beneath: puts in again what they do not know yet. */
  catchUp() {
    // Remembered are the newest only: what lies between them and the lists is read again.
    if (this.forgotten > this.through) this.stream().start(this.stream().stream, this.through);
    const cards = this.recent.filter((card) => card.seq > this.through);
    this.recent = [];
    this.arrivals = [...cards, ...this.arrivals];
    this.again += cards.length;
    this.arrive();
  }

  // --- What comes in

  /** Takes a story of the stream; it is placed with the others of its frame. */
  add(card) {
    this.arrivals.push(card);
    this.arrive();
  }

  arrive() {
    // A page out of sight gets no frames; nothing must pile up there.
    this.frame ??= document.hidden ? setTimeout(() => this.place(), 250) : requestAnimationFrame(() => this.place());
  }

  place() {
    this.frame = null;
    if (this.underway || !this.arrivals.length) return;
    const cards = this.arrivals.splice(0);
    const fresh = cards.slice(this.again);
    this.again = 0;
    this.recent.push(...cards);
    if (this.recent.length > recentMax) this.forgotten = this.recent.splice(0, this.recent.length - recentMax).at(-1).seq;
    if (this.filters.q) {
      this.unjudged.push(...cards);
      this.judgeIn(400);
    } else {
      for (const card of cards) this.put(card, this.filters.admits(card));
    }
    this.counted(fresh);
  }

  /** Puts a story where it belongs, and out of where it was. */
  put(card, isWanted) {
    const old = this.columns.map((column) => column.card(card.key)).find(Boolean);
    if (old && old.seq >= card.seq) return;
    // A withdrawal has no words that a filter could find: who sees the story sees that it is withdrawn.
    if (old && card.event === "kill") rememberWithdrawn(card, old);
    const target = isWanted || (old && card.event === "kill") ? this.columnOf(card) : null;
    for (const column of this.columns) if (column !== target) column.remove(card.key);
    // What a list could have had it has, if not as far down as it was loaded.
    if (target && card.seq > target.through) target.put(card);
  }

  /** Asks the daemon which arrivals a search finds: only those, so that nothing else on the page moves. */
  async judge() {
    if (this.isJudging || !this.unjudged.length) return;
    this.isJudging = true;
    let pause = 400;
    const turn = this.turn;
    try {
      const { through, found } = await this.matches(this.unjudged[0].seq, this.unjudged.at(-1).seq);
      if (turn !== this.turn) return;
      // What the catalogue does not have yet waits; of a story, the newest version counts.
      const newest = new Map(this.unjudged.filter((card) => card.seq <= through).map((card) => [card.key, card]));
      this.unjudged = this.unjudged.filter((card) => card.seq > through);
      for (const card of newest.values()) this.put(card, found.has(card.seq));
    } catch {
      // The daemon is away or busy; they are judged when it is back.
      pause = 3000;
    } finally {
      this.isJudging = false;
      if (this.unjudged.length) this.judgeIn(pause);
    }
  }

  judgeIn(milliseconds) {
    this.judging ??= setTimeout(() => {
      this.judging = null;
      this.judge();
    }, milliseconds);
  }

  /** The stories between two numbers that the filters find. */
  async matches(first, last) {
    const found = new Set();
    let [after, through] = [first - 1, Infinity];
    while (after !== null) {
      const page = await ask("/v1/stories", { ...this.filters.parameters, versions: "current", view: "card", after, before: last + 1, limit: 500 });
      for (const { seq } of page.stories) found.add(seq);
      through = Math.min(through, page.through);
      after = new URLSearchParams(page.next ?? "").get("after");
    }
    return { through, found };
  }

  /** Lets go of what a time filter no longer admits. */
  expire() {
    for (const column of this.columns) column.expire(this.filters.earliest);
  }
}
