// The side panel: a text to try, how the daemon stands, what it could not read.

import { ask, make, tint } from "/page/base.js";
import { meter } from "/page/cards.js";
import { number, say, size, span, time } from "/page/words.js";

export class Panel {
  constructor({ panel, button, badge, chip, categories, name }) {
    Object.assign(this, { panel, button, badge, chip, categories, name });
    this.parts = Object.fromEntries(["try", "try-text", "try-result", "health", "dead"].map((id) => [id, document.getElementById(id)]));
    button.addEventListener("click", () => this.toggle());
    chip.addEventListener("click", () => this.toggle(true));
    document.getElementById("panel-close").addEventListener("click", () => this.toggle(false));
    panel.addEventListener("keydown", (event) => { if (event.key === "Escape") this.toggle(false); });
    this.parts.try.addEventListener("submit", (event) => {
      event.preventDefault();
      this.classify();
    });
  }

  toggle(open = this.panel.hidden) {
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("with-panel", open);
    if (open) {
      // Without a connection it shows what was known last.
      this.load().catch(() => this.draw());
      this.parts["try-text"].focus();
    } else this.button.focus();
  }

  /** Asks how things stand; the letters only when somebody looks. */
  async load() {
    this.report = await ask("/v1/status");
    const { count } = this.report.journal.deadLetters;
    this.badge.hidden = !count && this.report.state === "running" && !this.report.journal.finding;
    this.badge.textContent = count ? number(count) : "!";
    this.tellQuiet();
    if (!this.panel.hidden) {
      this.letters = await ask("/v1/dead-letters", { limit: 20 });
      this.draw();
    }
  }

  /** Takes what is wrong with the connection, in words, or nothing. */
  connection(trouble) {
    this.trouble = trouble;
    this.draw();
  }

  draw() {
    this.tellQuiet();
    if (this.panel.hidden || !this.report) return;
    this.drawHealth();
    if (this.letters) this.drawLetters();
    if (this.tried) this.drawTried();
  }

  /** Names the sources that have been silent for too long, where everybody sees it. */
  tellQuiet() {
    const quiet = this.report?.intakes.filter((intake) => intake.quiet) ?? [];
    this.chip.hidden = !quiet.length;
    const text = quiet.length === 1 ? say("quietOne", { name: quiet[0].name, since: silence(quiet[0]) }) : say("quietMany", { count: number(quiet.length) });
    if (this.chip.textContent !== text) this.chip.textContent = text;
    this.chip.title = quiet.map((intake) => `${intake.name} ${silence(intake)}`).join("\n");
  }

  // --- Health

  drawHealth() {
    const { report } = this;
    const { journal, lexicon } = report;
    const isRunning = report.state === "running";
    const facts = [
      [this.standing(isRunning), null],
      [say("journal"), say("journalSays", { count: number(journal.head - journal.oldest + 1), size: size(journal.bytes) })],
      [say("lexicon"), say("lexiconSays", { ...lexicon, terms: number(lexicon.terms) })],
      report.monitor && [say("streams"), number(report.monitor.streams)],
    ].filter(Boolean);
    const trouble = [lexicon.refused && say("refused", { reason: lexicon.refused.reason }), journal.finding].filter(Boolean);
    this.parts.health.replaceChildren(
      make("dl", { class: "facts" }, ...facts.flatMap(([key, value]) => (value === null ? [make("dt", { class: "wide" }, key), make("dd")] : [make("dt", {}, key), make("dd", {}, value)]))),
      ...trouble.map((text) => make("p", { class: "trouble" }, text)),
      this.table(["intake", "stored", "duplicates", "dead", "waiting"],
        report.intakes.map((intake) => [[intake.name, make("small", { class: intake.quiet ? "quiet-since" : "" }, silence(intake))], intake.stored, intake.duplicates, intake.dead, intake.waiting])),
      this.table(["outlet", "sent", "followers", "lag"],
        report.outlets.map((outlet) => [[outlet.name], outlet.published, outlet.followers.length, Math.max(0, ...outlet.followers.map((follower) => follower.lag))])));
  }

  /** How the daemon stands; what it said last stands for nothing while it cannot be heard. */
  standing(isRunning) {
    const text = this.trouble ?? (isRunning ? say("running", { time: span(this.report.uptime) }) : say("heldUp"));
    return make("span", { class: isRunning && !this.trouble ? "state good" : "state bad" }, text);
  }

  table(keys, rows) {
    return make("table", { class: "figures" },
      make("thead", {}, make("tr", {}, ...keys.map((key) => make("th", { scope: "col" }, say(key))))),
      make("tbody", {}, ...rows.map(([name, ...values]) => make("tr", {}, make("th", { scope: "row" }, ...name), ...values.map((value) => make("td", {}, number(value)))))));
  }

  // --- Dead letters

  drawLetters() {
    const { count, letters } = this.letters;
    if (!letters.length) return this.parts.dead.replaceChildren(make("p", { class: "soft" }, say("noDead")));
    const open = new Set([...this.parts.dead.querySelectorAll("details[open]")].map((element) => element.dataset.number));
    const items = letters.map((letter) => {
      const item = make("details", { "data-number": letter.number, open: open.has(String(letter.number)) },
        make("summary", {}, make("span", { class: "mark dead" }, letter.reason), ` ${letter.intake} `,
          make("span", { class: "soft" }, `${time(letter.receivedAt)} · ${size(letter.bytes)}`)),
        make("p", {}, letter.detail), make("pre", { tabindex: "0" }, letter.excerpt));
      return item;
    });
    this.parts.dead.replaceChildren(
      ...(count > letters.length ? [make("p", { class: "soft" }, say("deadMore", { count: number(count) }))] : []), ...items);
  }

  // --- A text to try

  async classify() {
    const result = this.parts["try-result"];
    try {
      const { stories } = await ask("/v1/classify", {}, { method: "POST", body: this.parts["try-text"].value });
      this.tried = stories;
      this.drawTried();
    } catch (error) {
      this.tried = null;
      result.replaceChildren(make("p", { class: "trouble" }, say("failed", { reason: error.message })));
    }
  }

  drawTried() {
    this.parts["try-result"].replaceChildren(...this.tried.map((story) => {
      const label = story.categories.find((other) => other.name === story.category) ?? story.categories[0];
      const terms = (label?.evidence ?? []).filter((item) => item.contribution > 0)
        .sort((a, b) => b.contribution - a.contribution).slice(0, 8);
      return make("div", { class: `tried ${tint(story.category, this.categories())}` },
        make("p", { class: "verdict" }, make("span", { class: "category-name" }, this.name(story.category)), meter(story.confidence), `${story.confidence}%`),
        story.headline ? make("p", { class: "headline" }, story.headline) : null,
        make("p", { class: "terms" }, ...terms.map((item) => make("span", {}, `${item.term} +${item.contribution.toFixed(1)}`))));
    }));
  }
}

/** Since when nothing has come from a source. */
function silence({ quiet, lastAt }) {
  if (!lastAt) return say("neverHeard");
  return say(quiet ? "quietSince" : "lastAt", { time: time(lastAt) });
}
