// One story in full: its text with the keywords lit, the sum that led to its category, its versions, its source.

import { ask, make, tint } from "/page/base.js";
import { embargo, meter } from "/page/cards.js";
import { number, say, time } from "/page/words.js";

export class Reader {
  /** @param name `(category) => label` in the language in force */
  constructor(dialog, { categories, name }) {
    Object.assign(this, { dialog, categories, name });
    // Read out when it changes, so it is there before.
    this.notices = make("div", { class: "notices", "aria-live": "polite" });
    dialog.addEventListener("close", () => {
      if (location.hash) history.replaceState(null, "", location.pathname + location.search);
      this.seq = null;
      // The browser has given the focus back already, and it may have gone on since: this event comes later. Only where its
      // element has left the page is there none.
      if (document.activeElement === document.body) this.back?.();
    });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  }

  /** Opens a story by its sequence number. */
  async open(seq, back) {
    this.back = back;
    if (!this.dialog.open) {
      this.record = null;
      this.fill(make("p", { class: "soft" }, say("loading")));
      this.dialog.showModal();
    }
    this.seq = seq;
    // What comes in until the versions are here may be missing among them.
    this.meanwhile = [];
    history.replaceState(null, "", `${location.search}#story=${seq}`);
    try {
      const [record, { key, versions }, { pages }] = await Promise.all(
        [ask(`/v1/stories/${seq}`), ask(`/v1/stories/${seq}/versions`), ask("/v1/pages", { story: seq, limit: 1 })]);
      // A withdrawal has no text: what is read is what was withdrawn, as long as the journal has it.
      const before = record.event === "kill" ? versions.findLast((version) => version.event !== "kill" && version.seq < seq) : null;
      const shown = before ? await ask(`/v1/stories/${before.seq}`) : record;
      if (this.seq !== seq) return;
      Object.assign(this, { key, versions, record: shown, page: pages[0] });
      for (const card of this.meanwhile) this.note(card);
      this.meanwhile = null;
      this.draw();
    } catch (error) {
      if (this.seq !== seq) return;
      this.record = null;
      this.fill(make("h2", { id: "reader-title" }, error.status === 404 ? say("gone") : say("failed", { reason: error.message })));
    }
  }

  close() { if (this.dialog.open) this.dialog.close(); }

  // --- What becomes of an open story

  /** Takes a story that has come in: perhaps it is another version of the one that is open. */
  arrived(card) {
    if (!this.dialog.open) return;
    this.meanwhile?.push(card);
    if (this.record && this.note(card)) {
      this.dialog.querySelector("ol.versions").append(this.version(card));
      this.drawNotices();
    }
  }

  /** Adds a version; returns whether it is one that was not known. */
  note(card) {
    if (card.key !== this.key || this.versions.some((version) => version.seq === card.seq)) return false;
    this.versions.push(card);
    return true;
  }

  /** Asks what there is of the open story, after a time in which nothing could be heard. */
  async refresh() {
    if (!this.dialog.open || !this.record) return;
    const { seq } = this;
    const found = await ask(`/v1/stories/${seq}/versions`).catch(() => null);
    if (seq === this.seq) for (const card of found?.versions ?? []) this.arrived(card);
  }

  /** Says whether the story was withdrawn, or there is a newer version of it; the text stays until somebody asks for it. */
  drawNotices() {
    const newest = this.versions.at(-1);
    const withdrawal = [newest, this.versions.find((version) => version.seq === this.seq)].find((version) => version?.event === "kill");
    const when = ({ version, receivedAt }) => ({ n: version, time: time(receivedAt, { seconds: true }) });
    this.dialog.classList.toggle("killed", Boolean(withdrawal));
    const notices = [];
    if (withdrawal) notices.push(make("p", { class: "withdrawn" }, say("withdrawnNote", when(withdrawal))));
    if (newest?.seq > this.seq && newest !== withdrawal) {
      notices.push(make("p", { class: "newer" }, say("newerNote", when(newest)),
        make("button", { onclick: () => this.open(newest.seq, this.back) }, say("showNewer"))));
    }
    if (embargo(this.record)) notices.push(make("p", { class: "withdrawn embargo" }, embargo(this.record)));
    this.notices.replaceChildren(...notices);
  }

  /** Draws the story again, in another language for instance. */
  draw() {
    if (!this.dialog.open || !this.record) return;
    const { record } = this;
    this.dialog.className = `reader ${tint(record.category, this.categories())}`;
    const article = make("article", { lang: record.language === "zh" ? "zh-CN" : record.language });
    const title = make("h2", { id: "reader-title", tabindex: "-1" });
    if (record.headline) title.append(...this.lit(record.headline, true)); else title.append(say("noHeadline"));
    article.append(title);
    for (const paragraph of this.paragraphs()) article.append(make("p", {}, ...paragraph));
    this.fill(
      make("p", { class: "verdict" },
        make("span", { class: "category-name" }, this.name(record.category)), meter(record.confidence),
        make("span", {}, say("confidence", { value: record.confidence })),
        make("time", { datetime: record.receivedAt }, time(record.receivedAt, { seconds: true }))),
      this.notices,
      make("div", { class: "spread" }, article, make("div", { class: "side" }, this.why(), this.history(), this.source(), this.onPage())));
    this.drawNotices();
    this.dialog.scrollTop = 0;
    title.focus({ preventScroll: true });
  }

  fill(...children) {
    this.dialog.replaceChildren(
      make("button", { class: "close", "aria-label": say("close"), onclick: () => this.dialog.close() }, "×"), ...children.filter(Boolean));
  }

  // --- The text

  /** Which label speaks at each code point of a text: the primary one first, as the record has them. */
  spans(text, isHeadline) {
    const points = Array.from(text);
    const owner = new Array(points.length).fill(null);
    for (const label of this.record.categories) {
      for (const item of label.evidence) {
        if (item.headline !== isHeadline || item.contribution <= 0) continue;
        for (const [start, end] of item.at) {
          for (let at = start; at < end && at < owner.length; at += 1) owner[at] ??= { label, item, start };
        }
      }
    }
    return { points, owner };
  }

  lit(text, isHeadline, from = 0, to = Infinity, spans = this.spans(text, isHeadline)) {
    const { points, owner } = spans;
    const parts = [];
    const end = Math.min(to, points.length);
    for (let at = from; at < end;) {
      const first = owner[at];
      let next = at;
      while (next < end && owner[next]?.item === first?.item && owner[next]?.start === first?.start) next += 1;
      const run = points.slice(at, next).join("");
      parts.push(first ? this.mark(run, first) : run);
      at = next;
    }
    return parts;
  }

  /** A lit run, the brighter the more it adds. */
  mark(run, { label, item }) {
    const element = make("mark", {
      class: tint(label.name, this.categories()), title: `${this.name(label.name)} ${signed(item.weight)}`,
    }, run);
    const most = Math.max(...label.evidence.map((other) => other.contribution));
    element.style.setProperty("--lit", `${Math.round(9 + 28 * Math.sqrt(item.contribution / most))}%`);
    return element;
  }

  paragraphs() {
    const spans = this.spans(this.record.body, false);
    const found = [];
    let start = 0;
    for (let at = 0; at <= spans.points.length; at += 1) {
      if (at < spans.points.length && spans.points[at] !== "\n") continue;
      if (at > start) found.push(this.lit(this.record.body, false, start, at, spans));
      start = at + 1;
    }
    return found;
  }

  // --- The sum

  why() {
    const section = make("section", {}, make("h3", {}, say("why")));
    if (!this.record.categories.length) section.append(make("p", { class: "soft" }, say("nothingSpeaks")));
    for (const label of this.record.categories) section.append(this.sum(label));
    return section;
  }

  sum(label) {
    const items = [...label.evidence].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
    const most = Math.max(...items.map((item) => Math.abs(item.contribution)), 0.01);
    const rest = label.score - items.reduce((sum, item) => sum + item.contribution, 0);
    const head = make("tr", {}, ...["term", "weight", "times", "adds"].map((key) => make("th", { scope: "col" }, say(key))));
    const rows = items.map((item) => make("tr", {},
      make("th", { scope: "row" }, item.term, item.headline ? make("small", {}, ` ${say("inHeadline")}`) : null),
      make("td", {}, item.weight.toFixed(2)), make("td", {}, number(item.count)),
      make("td", { class: "adds" }, bar(item.contribution / most), signed(item.contribution))));
    const total = (key, value, className) => make("tr", { class: className },
      make("th", { scope: "row" }, say(key)), make("td"), make("td"), make("td", { class: "adds" }, value));
    return make("table", { class: `sum ${tint(label.name, this.categories())}` },
      make("caption", {}, make("span", { class: "category-name" }, this.name(label.name)), meter(label.confidence), `${label.confidence}%`),
      make("thead", {}, head),
      make("tbody", {}, ...rows, total("biasRest", signed(rest), "rest"), total("score", label.score.toFixed(2), "total")));
  }

  // --- Versions and source

  history() {
    return make("section", {}, make("h3", {}, say("versions")),
      make("ol", { class: "versions" }, ...this.versions.map((version) => this.version(version))));
  }

  version(version) {
    const isShown = version.seq === this.seq;
    return make("li", { class: tint(version.category, this.categories()) },
      make("button", { disabled: isShown, onclick: () => this.open(version.seq, this.back) },
        say("versionN", { n: version.version }), isShown ? ` · ${say("shown")}` : ""),
      make("span", { class: "soft" }, ` ${say(`event_${version.event}`)} · ${time(version.receivedAt, { seconds: true })} · `),
      make("span", { class: "category-name" }, this.name(version.category)), version.event === "kill" ? "" : ` ${version.confidence ?? "–"}%`);
  }

  source() {
    const { record } = this;
    const people = Object.values(record.byline ?? {}).flat().join("、");
    const facts = [
      ["producer", record.source], ["url", link(record.url)], ["urgency", record.urgency && number(record.urgency)],
      ["intake", record.intake], ["channel", record.channel],
      ["page", record.page && say("pageOf", record.page)], ["producerId", record.id], ["byline", people],
      ["dateline", record.dateline], ["continuedFrom", record.continuedFrom?.text], ["continuesOn", record.continuesOn?.text],
      ["published", record.publishedAt && time(record.publishedAt, { seconds: true })],
      ["received", time(record.receivedAt, { seconds: true })], ["lexicon", `${record.lexicon.name} ${record.lexicon.version}`],
      ["sequence", `${record.seq} · ${record.stream}`],
    ].filter(([, value]) => value);
    return make("section", {}, make("h3", {}, say("sourceTitle")),
      make("dl", { class: "facts" }, ...facts.flatMap(([key, value]) => [make("dt", {}, say(key)), make("dd", {}, value)])),
      make("p", {}, make("a", { href: `/v1/stories/${this.seq}`, target: "_blank", rel: "noopener" }, say("record"))));
  }

  /** The page it stands on: its other stories, and what belongs to none of them. */
  onPage() {
    if (!this.page) return "";
    const { page, stories } = this.page;
    const others = stories.filter((story) => story.id !== this.record.id).map((story) => make("li", {},
      make("button", { onclick: () => this.open(story.seq, this.back) }, story.headline ?? story.lead ?? say("noHeadline"))));
    const left = page.leftovers.flatMap(({ kind, text }) => [make("dt", {}, say(`left_${kind}`)), make("dd", {}, text)]);
    if (!others.length && !left.length) return "";
    return make("section", { class: "page" }, make("h3", {}, say("thePage")),
      ...(others.length ? [make("h4", {}, say("otherStories")), make("ol", { class: "versions" }, ...others)] : []),
      ...(left.length ? [make("h4", {}, say("leftovers")), make("dl", { class: "facts leftovers" }, ...left)] : []));
  }
}

/** A link to the original, if it is one that may be opened: a producer may give anything. */
function link(address) {
  if (!/^https?:\/\//i.test(address ?? "")) return address;
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, address);
}

const signed = (value) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(2);

function bar(part) {
  const element = make("i", { class: part < 0 ? "bar-part against" : "bar-part", "aria-hidden": "true" });
  element.style.width = `${Math.abs(part) * 4}rem`;
  return element;
}
