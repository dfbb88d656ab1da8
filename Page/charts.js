// The chart of stories by category over the last hours, and the terms that rise.

import { ask, clock, make, tint } from "/page/base.js";
import { language, locale, number, say } from "/page/words.js";

const SVG = "http://www.w3.org/2000/svg";

function draw(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Stories by category in stretches of some minutes, stacked; the newest stretch grows as stories come in. */
export class Flow {
  constructor(place, legend, { categories, name }) {
    Object.assign(this, { place, legend, categories, name });
    this.hours = 6;
    this.counts = new Map();
    /** Stories by second of the daemon's clock, of the last minute; and until when they are those of the counts. */
    this.seconds = new Map();
    this.seededAt = null;
    new ResizeObserver(() => this.draw()).observe(place);
  }

  /** Loads the counts anew. */
  async load() {
    const { minutes, since, now } = await ask("/v1/flow", { since: `${this.hours}h` });
    clock.set(now);
    const first = Math.floor(Date.parse(since) / 60_000);
    this.counts.clear();
    for (const { minute, category, stories } of minutes) this.count(first + minute, category, stories);
    if (this.seededAt === null) this.seed(Date.parse(now));
    this.draw();
  }

  /** Counts a story that has come in. */
  add(card) {
    const at = Date.parse(card.receivedAt);
    this.count(Math.floor(at / 60_000), card.category, 1);
    const second = Math.floor(at / 1000);
    if (this.seededAt === null || at > this.seededAt) this.seconds.set(second, (this.seconds.get(second) ?? 0) + 1);
  }

  /** Spreads what came before the page was opened over the seconds of its minutes: the daemon counts by the minute. */
  seed(now) {
    this.seededAt = now;
    this.seconds.clear();
    const minute = Math.floor(now / 60_000);
    for (const [each, seconds] of [[minute - 1, 60], [minute, Math.floor(now / 1000) - minute * 60 + 1]]) {
      const stories = this.categories().reduce((sum, { name }) => sum + (this.counts.get(`${each} ${name}`) ?? 0), 0);
      for (let second = 0; second < seconds; second += 1) this.seconds.set(each * 60 + second, stories / seconds);
    }
  }

  /** Stories of the last minute, by the daemon's clock. */
  get perMinute() {
    const now = Math.floor(clock.now() / 1000);
    let sum = 0;
    for (const [second, stories] of this.seconds) {
      if (second <= now - 60) this.seconds.delete(second); else sum += stories;
    }
    return Math.round(sum);
  }

  count(minute, category, stories) {
    const key = `${minute} ${category}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + stories);
  }

  /** Stories of a category, or of all, in the last so many minutes. */
  recent(minutes, category = null) {
    const now = Math.floor(clock.now() / 60_000);
    let sum = 0;
    for (let minute = now - minutes + 1; minute <= now; minute += 1) {
      for (const { name } of this.categories()) if (!category || category === name) sum += this.counts.get(`${minute} ${name}`) ?? 0;
    }
    return sum;
  }

  draw() {
    const { width, height } = this.place.getBoundingClientRect();
    if (width < 50 || height < 30) return;
    const step = this.hours === 6 ? 5 : 20;
    const categories = this.categories();
    const last = Math.floor(clock.now() / 60_000 / step);
    const bins = (this.hours * 60) / step;
    const stacks = Array.from({ length: bins }, () => new Array(categories.length).fill(0));
    const places = new Map(categories.map((category, place) => [category.name, place]));
    const sums = new Array(categories.length).fill(0);
    for (const [key, stories] of this.counts) {
      const [minute, category] = key.split(" ");
      const bin = Math.floor(minute / step) - last + bins - 1;
      if (bin < 0 || bin >= bins) continue;
      const place = places.get(category) ?? categories.length - 1;
      stacks[bin][place] += stories;
      sums[place] += stories;
    }
    const most = nice(Math.max(4, ...stacks.map((stack) => stack.reduce((a, b) => a + b, 0))));
    const scale = [0.5, 1].map((part) => ({ part, text: draw("text", { "text-anchor": "end" }, number(most * part)) }));
    const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": this.summary(step, sums) },
      ...scale.map(({ text }) => text));
    this.place.replaceChildren(svg);
    // The numbers have the room that they take.
    const left = Math.max(34, ...scale.map(({ text }) => Math.ceil(text.getComputedTextLength()) + 8));
    const [bottom, top] = [18, 8];
    const inner = { width: width - left - 4, height: height - bottom - top };
    for (const { part, text } of scale) {
      const y = top + inner.height * (1 - part);
      svg.append(draw("line", { class: "rule", x1: left, x2: width - 4, y1: y, y2: y }));
      text.setAttribute("x", left - 6);
      text.setAttribute("y", y + 4);
    }
    svg.append(draw("line", { class: "rule base", x1: left, x2: width - 4, y1: top + inner.height, y2: top + inner.height }));
    const column = inner.width / bins;
    for (let bin = 0; bin < bins; bin += 1) {
      let y = top + inner.height;
      stacks[bin].forEach((stories, place) => {
        if (!stories) return;
        const length = (stories / most) * inner.height;
        y -= length;
        svg.append(draw("rect", {
          class: tint(categories[place].name, categories), x: left + bin * column + 0.5, y, width: Math.max(1, column - 1.5), height: Math.max(1, length - 0.5), rx: 1,
        }));
      });
      const start = new Date((last - bins + 1 + bin) * step * 60_000);
      const every = this.hours === 6 ? 1 : 4;
      if (start.getMinutes() < step && start.getHours() % every === 0 && bin > 0) {
        const label = new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", hour12: false }).format(start.setMinutes(0));
        svg.append(draw("text", { x: left + bin * column, y: height - 4, "text-anchor": "middle" }, label));
      }
    }
    this.legend.replaceChildren(...categories.map((category, place) => make("span", { class: tint(category.name, categories) }, make("i"), `${this.name(category.name)} ${number(sums[place])}`)));
  }

  summary(minutes, sums) {
    const parts = this.categories().map((category, place) => `${this.name(category.name)} ${number(sums[place])}`).join(language() === "zh" ? "，" : ", ");
    return say("flowSummary", { minutes, hours: this.hours, parts });
  }
}

/** The next round number. */
function nice(value) {
  const scale = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 8, 10].map((step) => step * scale).find((step) => step >= value);
}

/** Terms that are suddenly more frequent; each can be searched for. */
export class Rising {
  constructor(list, search) { Object.assign(this, { list, search, terms: [] }); }

  async load() {
    this.terms = (await ask("/v1/rising", { limit: 14 })).terms;
    this.draw();
  }

  draw() {
    if (!this.terms.length) return this.list.replaceChildren(make("li", { class: "soft" }, say("noRising")));
    const most = Math.max(...this.terms.map((term) => term.stories));
    this.list.replaceChildren(...this.terms.map((term) => {
      const factor = term.factor >= 10 ? Math.round(term.factor) : term.factor.toFixed(1);
      const button = make("button", {
        "aria-label": say("risingTerm", { ...term, factor }), onclick: () => this.search(`"${term.term}"`),
      }, term.term, make("small", {}, `×${factor}`));
      button.style.fontSize = `${(0.85 + 0.4 * (term.stories / most)).toFixed(2)}rem`;
      return make("li", {}, button);
    }));
  }
}
