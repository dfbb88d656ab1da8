// Stories as a column lists them, and one as it shows it.

import { ask, clock, make } from "/page/base.js";
import { say, time } from "/page/words.js";

/** Stories, newest first, each once. What is asked of them takes O(log n). */
export class CardList {
  constructor(cards) {
    this.cards = cards;
    this.byKey = new Map(cards.map((card) => [card.key, card]));
  }

  card(key) { return this.byKey.get(key); }

  /** Where a sequence number is, or would be. */
  place(seq) {
    let [low, high] = [0, this.cards.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.cards[middle].seq > seq) low = middle + 1; else high = middle;
    }
    return low;
  }

  /** Where a story is; -1 when it is not here. */
  indexOf(key) { return this.byKey.has(key) ? this.place(this.byKey.get(key).seq) : -1; }

  /** Puts a story where its number belongs, in place of its other version. */
  put(card) {
    this.remove(card.key);
    this.cards.splice(this.place(card.seq), 0, card);
    this.byKey.set(card.key, card);
  }

  remove(key) {
    const index = this.indexOf(key);
    if (index < 0) return;
    this.cards.splice(index, 1);
    this.byKey.delete(key);
  }

  /** Lets go of the oldest above a number of them; returns whether there were any. */
  cut(most) {
    const old = this.cards.splice(most);
    for (const card of old) this.byKey.delete(card.key);
    return old.length > 0;
  }
}

/** Puts a story into its row. */
export function fill(row, card) {
  // A notice of withdrawal holds nothing but a number: what is shown is what was withdrawn.
  const isKill = card.event === "kill";
  const shown = isKill ? { ...card, ...card.was } : card;
  const missing = isKill ? say("withdrawnId", { id: card.id ?? card.seq }) : say("noHeadline");
  const title = make("h3", { class: shown.headline ? "" : "soft", id: `card-${card.seq}` }, shown.headline ?? missing);
  const value = card.confidence ?? 0;
  row.card = card;
  row.className = `card ${card.event} ${!isKill && value < 60 ? "unsure" : ""}`;
  row.lang = shown.language === "zh" ? "zh-CN" : shown.language ?? "";
  row.setAttribute("aria-labelledby", title.id);
  row.replaceChildren(
    make("p", { class: "line" }, make("time", { datetime: card.receivedAt }, time(card.receivedAt)),
      make("span", { class: "intake" }, shown.source ?? card.intake ?? ""),
      card.event === "new" ? "" : make("span", { class: `mark ${card.event}` }, say(card.event)),
      embargo(card) ? make("span", { class: "mark embargo" }, embargo(card)) : "",
      isKill ? "" : make("span", { class: "sure", title: say("confidence", { value }) }, meter(value), `${value}%`)),
    title,
    make("p", { class: "lead" }, shown.lead ?? ""),
    make("p", { class: "terms" }, ...(shown.terms ?? []).map((term) => make("span", {}, term))));
}

/** What a story was before it was withdrawn, of the card that a column had of it. */
export function rememberWithdrawn(notice, before) {
  const { headline, lead, language, terms, source } = before;
  notice.was = before.event === "kill" ? before.was : { headline, lead, language, terms, source };
}

const asked = new Set();

/**
 * Finds what was withdrawn among the versions that the journal has, for a notice that no column had the story of; asks once
 * for each. Nothing is found where the story's text has been pruned.
 *
 * @returns {Promise<boolean>} whether there is something to show now
 */
export async function findWithdrawn(notice) {
  if (notice.event !== "kill" || notice.was || asked.has(notice.seq)) return false;
  asked.add(notice.seq);
  try {
    const { versions } = await ask(`/v1/stories/${notice.seq}/versions`);
    const before = versions.findLast((version) => version.event !== "kill" && version.version < notice.version);
    if (before) rememberWithdrawn(notice, before);
  } catch {
    // The daemon is away, or busy: asked again when the row is drawn again.
    asked.delete(notice.seq);
  }
  return Boolean(notice.was);
}

/** Until when a story is not to be published; nothing when that is over, or was never asked. */
export function embargo({ event, embargoedUntil }) {
  if (event === "kill" || !embargoedUntil || Date.parse(embargoedUntil) <= clock.now()) return null;
  return say("embargo", { time: time(embargoedUntil, { seconds: true }) });
}

/** A bar as long as a percentage. */
export function meter(value) {
  const bar = make("i", { class: "meter", "aria-hidden": "true" }, make("b"));
  bar.firstChild.style.width = `${value}%`;
  return bar;
}
