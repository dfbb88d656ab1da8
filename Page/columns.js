// A column of stories: a list of any length of which only what is in sight is in the document.

import { make, tint } from "/page/desk.js";
import { number, say, time } from "/page/words.js";

/** The most stories that a column holds; older ones are loaded again when they are scrolled to. */
const storiesMax = 10_000;
/** Cards beyond the edges that are kept, so that scrolling never shows a gap. */
const overscan = 6;

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Column {
  /**
   * @param desk `{name, en, zh}`
   * @param more `(column, before) => Promise<{cards, next}>`: loads older stories
   * @param open `(card, element)`: shows one
   */
  constructor(desk, desks, { more, open, move }) {
    Object.assign(this, { desk, loadMore: more, open, move });
    this.cards = [];
    this.rows = new Map();
    this.arrived = new Set();
    this.isWhole = true;
    this.current = 0;
    this.scroller = make("div", { class: "scroller", role: "feed", tabindex: "-1" });
    this.sheet = make("div", { class: "sheet", role: "presentation" });
    this.pill = make("button", { class: "pill", hidden: true, onclick: () => this.toTop() });
    this.nothing = make("p", { class: "nothing", hidden: true });
    this.scroller.append(this.sheet);
    this.title = make("h2");
    this.figure = make("span", { class: "figure" });
    this.element = make("section", { class: `column ${tint(desk.name, desks)}` },
      make("header", {}, this.title, this.figure), this.pill, this.scroller, this.nothing);
    this.element.dataset.desk = desk.name;
    this.scroller.addEventListener("scroll", () => this.draw(), { passive: true });
    this.scroller.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.draw()).observe(this.scroller);
  }

  get height() {
    this.measured ??= parseFloat(getComputedStyle(this.element).getPropertyValue("--card")) * parseFloat(getComputedStyle(document.documentElement).fontSize);
    return this.measured;
  }

  /** Puts its words into the language in force. */
  translate(language, label) {
    this.title.textContent = label;
    this.scroller.setAttribute("aria-label", say("column", { desk: label }));
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
    this.tell();
    this.draw();
  }

  /** Shows a list from its beginning. */
  show(cards, isWhole, emptyText) {
    this.cards = cards;
    this.isWhole = isWhole;
    this.emptyText = emptyText;
    this.unseen = 0;
    this.current = 0;
    this.arrived.clear();
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
    this.scroller.scrollTop = 0;
    this.tell();
    this.draw();
  }

  /** Adds a story that has come in. */
  add(card) {
    this.remove(card.key);
    this.cards.unshift(card);
    if (this.cards.length > storiesMax) {
      this.cards.length = storiesMax;
      this.isWhole = false;
    }
    this.arrived.add(card.seq);
    if (this.isScrolled || this.hasFocus) {
      // Who reads further down is not moved.
      this.shift = (this.shift ?? 0) + 1;
      this.unseen = (this.unseen ?? 0) + 1;
      if (this.cards.length > 1) this.current += 1;
    }
    this.later();
  }

  /** Takes a story out: another version of it comes in. */
  remove(key) {
    const index = this.cards.findIndex((card) => card.key === key);
    if (index < 0) return;
    this.cards.splice(index, 1);
    this.later();
  }

  get isScrolled() { return this.scroller.scrollTop > this.height / 2; }
  get hasFocus() { return this.scroller.contains(document.activeElement) && this.current > 0; }

  later() {
    this.pending ??= requestAnimationFrame(() => {
      this.pending = null;
      if (this.shift) {
        this.sheet.style.height = `${this.cards.length * this.height}px`;
        this.scroller.scrollTop += this.shift * this.height;
        this.shift = 0;
        this.draw({ still: true });
      } else {
        this.draw();
      }
      this.tell();
    });
  }

  tell() {
    this.nothing.hidden = this.cards.length > 0;
    this.nothing.textContent = say(this.emptyText ?? "empty");
    this.pill.hidden = !this.unseen;
    this.pill.textContent = `↑ ${say("newAbove", { count: number(this.unseen ?? 0) })}`;
  }

  toTop() {
    this.scroller.scrollTo({ top: 0, behavior: calm.matches ? "auto" : "smooth" });
    this.current = 0;
  }

  /** Draws what is in sight. */
  draw({ still = false } = {}) {
    const height = this.height;
    const top = this.scroller.scrollTop;
    this.sheet.style.height = `${this.cards.length * height}px`;
    if (top < height / 2 && this.unseen) {
      this.unseen = 0;
      this.tell();
    }
    const first = Math.max(0, Math.floor(top / height) - overscan);
    const last = Math.min(this.cards.length, Math.ceil((top + this.scroller.clientHeight) / height) + overscan);
    const seen = new Set();
    const entering = this.arrived.size;
    for (let place = first; place < last; place += 1) {
      const card = this.cards[place];
      seen.add(card.seq);
      let row = this.rows.get(card.seq);
      const isNew = !row;
      if (isNew) {
        row = this.row(card);
        this.rows.set(card.seq, row);
        this.sheet.append(row);
      }
      row.classList.toggle("moving", !isNew && !still && !calm.matches);
      row.style.transform = `translateY(${place * height}px)`;
      row.setAttribute("aria-posinset", place + 1);
      row.setAttribute("aria-setsize", this.isWhole ? this.cards.length : -1);
      row.tabIndex = place === this.current ? 0 : -1;
      if (isNew && this.arrived.has(card.seq)) this.enter(row, place * height, entering);
    }
    this.arrived.clear();
    for (const [seq, row] of this.rows) {
      if (!seen.has(seq) && row !== document.activeElement) {
        row.remove();
        this.rows.delete(seq);
      }
    }
    if (!this.isWhole && last > this.cards.length - 60) this.extend();
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
    const asked = this.cards;
    try {
      const before = this.cards.at(-1)?.seq;
      const { cards, next } = await this.loadMore(this, before);
      if (asked !== this.cards) return;
      const keys = new Set(this.cards.map((card) => card.key));
      this.cards.push(...cards.filter((card) => !keys.has(card.key)));
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
    } else if ((event.key === "Enter" || event.key === " ") && this.cards[this.current]) {
      event.preventDefault();
      this.open(this.cards[this.current]);
    }
  }

  /** Moves the focus to a card. */
  focus(place = this.current) {
    if (!this.cards.length) return this.scroller.focus();
    this.current = Math.min(place, this.cards.length - 1);
    const top = this.current * this.height;
    const view = this.scroller;
    if (top < view.scrollTop) view.scrollTop = top;
    else if (top + this.height > view.scrollTop + view.clientHeight) view.scrollTop = top + this.height - view.clientHeight;
    this.draw();
    this.rows.get(this.cards[this.current].seq)?.focus({ preventScroll: true });
  }

  // --- One card

  row(card) {
    const title = make("h3", { class: card.headline ? "" : "soft" }, card.headline ?? say("noHeadline"));
    title.id = `card-${card.seq}`;
    const mark = card.event === "new" ? null : make("span", { class: `mark ${card.event}` }, say(card.event));
    const value = card.confidence ?? 0;
    const row = make("article", {
      class: `card ${card.event} ${value < 60 ? "unsure" : ""}`, "aria-labelledby": title.id, lang: card.language === "zh" ? "zh-CN" : card.language,
    },
    make("p", { class: "line" }, make("time", { datetime: card.receivedAt }, time(card.receivedAt)),
      make("span", { class: "intake" }, card.source ?? card.intake ?? ""), mark,
      embargo(card) ? make("span", { class: "mark embargo" }, embargo(card)) : null,
      make("span", { class: "sure", title: say("confidence", { value }) }, meter(value), `${value}%`)),
    title,
    make("p", { class: "lead" }, card.lead ?? ""),
    make("p", { class: "terms" }, ...(card.terms ?? []).map((term) => make("span", {}, term))));
    row.addEventListener("click", () => {
      this.current = this.cards.indexOf(card);
      this.open(card);
    });
    row.addEventListener("focus", () => {
      const place = this.cards.indexOf(card);
      if (place >= 0) this.current = place;
    });
    return row;
  }
}

/** Until when a story is not to be published; nothing when that is over, or was never asked. */
export function embargo({ event, embargoedUntil }) {
  if (event === "kill" || !embargoedUntil || Date.parse(embargoedUntil) <= Date.now()) return null;
  return say("embargo", { time: time(embargoedUntil, { seconds: true }) });
}

/** A bar as long as a percentage. */
export function meter(value) {
  const bar = make("i", { class: "meter", "aria-hidden": "true" }, make("b"));
  bar.firstChild.style.width = `${value}%`;
  return bar;
}
