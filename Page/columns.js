// A column of stories: a list of any length of which only what is in sight is in the document.

import { make, tint } from "/page/base.js";
import { CardList, fill, findWithdrawn } from "/page/cards.js";
import { number, say } from "/page/words.js";

/** The most stories that a column holds; older ones are loaded again when they are scrolled to. */
const storiesMax = 10_000;
/** Cards beyond the edges that are kept, so that scrolling never shows a gap. */
const overscan = 6;

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Column {
  /**
   * @param category `{name, en, zh}`
   * @param more `(column, before) => Promise<{cards, next}>`: loads older stories
   * @param open `(card, element)`: shows one
   */
  constructor(category, categories, { more, open, move }) {
    Object.assign(this, { category, loadMore: more, open, move });
    this.take([]);
    this.rows = new Map();
    this.isWhole = true;
    this.scroller = make("div", { class: "scroller", tabindex: "-1" });
    this.sheet = make("div", { class: "sheet", role: "presentation" });
    this.pill = make("button", { class: "pill", hidden: true, onclick: () => this.toTop() });
    this.nothing = make("p", { class: "nothing", hidden: true });
    this.scroller.append(this.sheet);
    this.title = make("h2");
    this.figure = make("span", { class: "figure" });
    this.element = make("section", { class: `column ${tint(category.name, categories)}` },
      make("header", {}, this.title, this.figure), this.pill, this.scroller, this.nothing);
    this.element.dataset.category = category.name;
    // Its name in 0.1, until 0.3, for what others hang on the page.
    this.element.dataset.desk = category.name;
    this.scroller.addEventListener("scroll", () => this.draw(), { passive: true });
    this.scroller.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => { this.measured = null; this.draw(); }).observe(this.scroller);
  }

  get height() {
    this.measured ??= parseFloat(getComputedStyle(this.element).getPropertyValue("--card")) * parseFloat(getComputedStyle(document.documentElement).fontSize);
    return this.measured;
  }

  /** Puts its words into the language in force. */
  translate(language, label) {
    this.title.textContent = label;
    this.scroller.setAttribute("aria-label", say("column", { category: label }));
    this.clear();
    this.tell();
    this.draw();
  }

  // --- The list

  take(cards) {
    this.list = new CardList(cards);
    this.arrived = new Set();
    this.unseen = new Set();
    this.currentKey = null;
    this.exact = 0;
  }

  /** Shows a list from its beginning. */
  show(cards, isWhole, emptyText) {
    this.take(cards);
    this.isWhole = isWhole;
    this.emptyText = emptyText;
    this.held = null;
    this.clear();
    this.scroller.scrollTop = 0;
    this.tell();
    this.draw();
  }

  get cards() { return this.list.cards; }
  /** The card of a story, if it is here. */
  card(key) { return this.list.card(key); }

  /** Adds a story that has come in, or puts it where its version before was newer. */
  put(card) {
    if (this.card(card.key)?.seq >= card.seq) return;
    this.hold();
    this.list.put(card);
    this.arrived.add(card.key);
    if (this.list.cut(storiesMax)) this.isWhole = false;
  }

  /** Takes a story out: it belongs elsewhere now, or nowhere. */
  remove(key) {
    if (!this.card(key)) return;
    this.hold();
    this.list.remove(key);
    this.unseen.delete(key);
  }

  /** Lets go of stories that came in before a time. */
  expire(earliest) {
    while (this.cards.length && Date.parse(this.cards.at(-1).receivedAt) < earliest) this.remove(this.cards.at(-1).key);
  }

  // --- The reading position

  get isScrolled() { return this.scroller.scrollTop > this.height / 2; }
  get current() { return Math.max(0, this.list.indexOf(this.currentKey)); }
  get hasFocus() { return this.scroller.contains(document.activeElement) && this.current > 0; }

  /** Before the list changes: keeps what is being read, so that it stays under the eye; and draws in the next frame. */
  hold() {
    if (this.held) return;
    const first = Math.max(0, Math.floor(this.scroller.scrollTop / this.height));
    const last = first + Math.ceil(this.scroller.clientHeight / this.height) + 1;
    this.held = {
      isRead: this.isScrolled || this.hasFocus, first, seqs: this.cards.slice(first, last).map((card) => card.seq), current: this.current,
      frame: requestAnimationFrame(() => this.draw()),
    };
  }

  /** After the list has changed: scrolls as far as what is read has moved. */
  settle() {
    const { held } = this;
    this.held = null;
    cancelAnimationFrame(held.frame);
    // The first in sight that is still there; if none is, what has taken its place.
    const stays = held.seqs.findIndex((seq) => this.cards[this.list.place(seq)]?.seq === seq);
    const place = held.seqs.length ? this.list.place(held.seqs[Math.max(0, stays)]) : 0;
    if (held.isRead) {
      for (const key of this.arrived) if (this.card(key) && this.list.indexOf(key) < place) this.unseen.add(key);
      this.sheet.style.height = `${this.cards.length * this.height}px`;
      this.scrollBy((place - held.first - Math.max(0, stays)) * this.height);
    }
    // Who stood on a story that has left the column stands on the next one.
    if (this.currentKey && !this.card(this.currentKey)) {
      this.currentKey = this.cards[Math.min(held.current, this.cards.length - 1)]?.key ?? null;
      if (this.scroller.contains(document.activeElement)) this.mustFocus = true;
    }
    this.tell();
    return held.isRead;
  }

  /** Scrolls by exact amounts: what a browser rounds off to whole pixels must not add up. */
  scrollBy(length) {
    const { scroller } = this;
    const top = Math.abs(scroller.scrollTop - this.exact) < 1 ? this.exact : scroller.scrollTop;
    this.exact = top + length;
    scroller.scrollTop = this.exact;
  }

  tell() {
    this.nothing.hidden = this.cards.length > 0;
    // A feed has articles (WAI-ARIA 1.2); without any it is a group.
    this.scroller.setAttribute("role", this.cards.length ? "feed" : "group");
    this.nothing.textContent = say(this.emptyText ?? "empty");
    this.pill.hidden = !this.unseen.size;
    this.pill.textContent = `↑ ${say("newAbove", { count: number(this.unseen.size) })}`;
  }

  toTop() {
    this.scroller.scrollTo({ top: 0, behavior: calm.matches ? "auto" : "smooth" });
    this.currentKey = null;
  }

  // --- What is in sight

  clear() {
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
  }

  draw() {
    const isStill = this.held ? this.settle() : false;
    const height = this.height;
    const top = this.scroller.scrollTop;
    this.sheet.style.height = `${this.cards.length * height}px`;
    if (top < height / 2 && this.unseen.size) {
      this.unseen.clear();
      this.tell();
    }
    const first = Math.max(0, Math.floor(top / height) - overscan);
    const last = Math.min(this.cards.length, Math.ceil((top + this.scroller.clientHeight) / height) + overscan);
    const seen = new Set();
    const entering = this.arrived.size;
    const current = this.current;
    for (let place = first; place < last; place += 1) {
      const card = this.cards[place];
      seen.add(card.key);
      const { row, isNew } = this.rowOf(card);
      row.classList.toggle("moving", !isNew && !isStill && !calm.matches);
      this.lay(row, place, current);
      if (isNew && this.arrived.has(card.key)) this.enter(row, place * height, entering);
    }
    this.arrived.clear();
    this.drop(seen, current);
    if (this.mustFocus) {
      this.mustFocus = false;
      (this.rows.get(this.currentKey) ?? this.scroller).focus({ preventScroll: true });
    }
    if (!this.isWhole && last > this.cards.length - 60) this.extend();
  }

  lay(row, place, current) {
    row.style.transform = `translateY(${place * this.height}px)`;
    row.setAttribute("aria-posinset", place + 1);
    row.setAttribute("aria-setsize", this.isWhole ? this.cards.length : -1);
    row.tabIndex = place === current ? 0 : -1;
  }

  /** Takes out the rows that are not seen, but for the one that has the focus as long as its story is here. */
  drop(seen, current) {
    for (const [key, row] of this.rows) {
      if (seen.has(key)) continue;
      if (row === document.activeElement && this.card(key)) {
        if (row.card !== this.card(key)) fill(row, this.card(key));
        this.lay(row, this.list.indexOf(key), current);
      } else {
        row.remove();
        this.rows.delete(key);
      }
    }
  }

  enter(row, top, count) {
    row.classList.add("fresh");
    if (calm.matches || count > 6) return;
    row.animate(
      [{ transform: `translateY(${top - this.height}px)`, opacity: 0 }, { transform: `translateY(${top}px)`, opacity: 1 }],
      { duration: 320, easing: "cubic-bezier(.2,.8,.2,1)" });
  }

  async extend() {
    if (this.extending) return;
    this.extending = true;
    const asked = this.list;
    try {
      const { cards, next } = await this.loadMore(this, this.cards.at(-1)?.seq);
      if (asked !== this.list) return;
      for (const card of cards) if (!this.card(card.key)) this.list.put(card);
      this.isWhole = !next || this.cards.length >= storiesMax;
    } catch {
      // Asked for again when it is scrolled on.
      return;
    } finally {
      this.extending = false;
    }
    this.tell();
    this.draw();
  }

  // --- Keys

  key(event) {
    const page = Math.max(1, Math.floor(this.scroller.clientHeight / this.height) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity, j: 1, k: -1 };
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in steps) {
      event.preventDefault();
      this.focus(Math.max(0, Math.min(this.cards.length - 1, this.current + steps[event.key])));
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      event.preventDefault();
      this.move(this, event.key === "ArrowRight" ? 1 : -1);
    } else if (event.key === "Enter" || event.key === " ") {
      // What has the focus, wherever it has gone meanwhile.
      const { card } = event.target.closest(".card") ?? {};
      if (!card) return;
      event.preventDefault();
      this.open(card);
    }
  }

  /** Moves the focus to a card. */
  focus(place = this.current) {
    if (this.held) this.draw();
    if (!this.cards.length) return this.scroller.focus();
    const at = Math.min(place, this.cards.length - 1);
    this.currentKey = this.cards[at].key;
    const top = at * this.height;
    const view = this.scroller;
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top + this.height > view.scrollTop + view.clientHeight) view.scrollTop = top + this.height - view.clientHeight;
    this.draw();
    this.rows.get(this.currentKey)?.focus({ preventScroll: true });
  }

  // --- One row

  /** The row of a story: the one that it has, unless another version of it is to come in anew. */
  rowOf(card) {
    let row = this.rows.get(card.key);
    const isNew = !row || (row.card !== card && row !== document.activeElement);
    if (isNew) {
      row?.remove();
      row = this.row(card);
      this.rows.set(card.key, row);
      this.sheet.append(row);
    } else if (row.card !== card) {
      fill(row, card);
    }
    if (isNew) findWithdrawn(card).then((isFound) => { if (isFound && row.card === card) fill(row, card); });
    return { row, isNew };
  }

  row(card) {
    const row = make("article");
    fill(row, card);
    row.addEventListener("click", () => {
      this.currentKey = row.card.key;
      this.open(row.card);
    });
    row.addEventListener("focus", () => { this.currentKey = row.card.key; });
    return row;
  }
}
