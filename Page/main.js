// The live page: puts its parts together.

import { ask, Filters, make, paced, Stream, tint } from "/page/desk.js";
import { Column } from "/page/columns.js";
import { Reader } from "/page/reader.js";
import { Flow, Rising } from "/page/charts.js";
import { Panel } from "/page/panels.js";
import { language, locale, number, say, setLanguage } from "/page/words.js";

const $ = (id) => document.getElementById(id);
const remember = (key, value) => { try { localStorage.setItem(`wiredesk.${key}`, value); } catch { /* private mode */ } };
const recall = (key) => { try { return localStorage.getItem(`wiredesk.${key}`); } catch { return null; } };

let desks = [];
let columns = [];
const filters = new Filters();

/** What a desk is called in the language in force. */
function name(category) {
  if (category === "unclassified") return say("unclassified");
  return desks.find((desk) => desk.name === category)?.[language()] ?? category;
}

const context = { desks: () => desks, name };
const reader = new Reader($("reader"), context);
const flow = new Flow($("flow"), $("legend"), context);
const rising = new Rising($("rising"), (term) => search(term));
const panel = new Panel({ panel: $("panel"), button: $("panel-button"), badge: $("dead-count"), ...context });

// --- Lists

let loading = 0;

/** Loads every column from its beginning, then follows the stream from there. */
async function load({ follow = true } = {}) {
  const turn = (loading += 1);
  if (follow) pulse("connecting");
  try {
    if (!desks.length) await meet();
    const pages = await Promise.all(columns.map((column) => page(column)));
    if (turn !== loading) return;
    // A story that comes in between two lists is in the later ones, and comes again on the stream: a story that is there
    // already is replaced by itself.
    columns.forEach((column, place) => column.show(pages[place].stories, !pages[place].next, filters.isNarrow ? "emptyFound" : "empty"));
    if (follow) stream.start(pages[0].stream, Math.min(...pages.map((page) => page.through)));
    await flow.load();
    tellFigures();
  } catch (error) {
    if (turn !== loading) return;
    pulse("lost");
    setTimeout(() => { if (turn === loading) load({ follow }); }, 1000);
  }
}

const page = (column, before) =>
  ask("/v1/stories", { ...filters.parameters, desk: column.desk.name, versions: "current", view: "card", limit: 100, before });

async function meet() {
  desks = (await ask("/v1/desks")).desks;
  columns = desks.map((desk) => new Column(desk, desks, {
    more: async (column, before) => {
      const { stories, next } = await page(column, before);
      return { cards: stories, next };
    },
    open: (card) => reader.open(card.seq, () => columns.find((column) => column.desk.name === card.category)?.focus()),
    move: (column, step) => {
      const shown = columns.filter((other) => !other.element.hidden);
      shown[shown.indexOf(column) + step]?.focus();
    },
  }));
  $("columns").replaceChildren(...columns.map((column) => column.element));
  $("filter-desks").replaceChildren(...desks.map((desk) => {
    const box = make("input", { type: "checkbox", name: "desk", value: desk.name });
    box.defaultChecked = true;
    return make("label", { class: tint(desk.name, desks) }, box, make("span", { "data-desk-name": desk.name }));
  }));
  const status = await ask("/v1/status");
  $("filters").elements.intake.append(...status.intakes.map((intake) => make("option", { value: intake.name }, intake.name)));
  translate();
}

// --- The stream

const arrivals = [];

const stream = new Stream({
  state: pulse,
  reset: () => load(),
  story: (card) => {
    arrivals.push(card);
    arrive();
  },
});

/** Puts what has come in since the last frame into its columns. */
const arrive = (() => {
  let frame = null;
  return () => {
    // A page out of sight gets no frames; nothing must pile up there.
    frame ??= document.hidden ? setTimeout(place, 250) : requestAnimationFrame(place);
  };
  function place() {
    frame = null;
    const cards = arrivals.splice(0);
    for (const card of cards) {
      flow.add(card);
      for (const column of columns) column.remove(card.key);
      if (filters.q || filters.since || !filters.admits(card)) continue;
      (columns.find((column) => column.desk.name === card.category) ?? columns.at(-1)).add(card);
    }
    if (filters.q) findMore();
    count(cards);
    tellFigures();
    redraw();
  }
})();

/** What a search finds only the journal knows: it is asked again when stories have come in. */
const findMore = paced(1000, () => load({ follow: false }));
const redraw = paced(1000, () => flow.draw());

let announced = new Map();
const announce = paced(15_000, () => {
  const total = [...announced.values()].reduce((sum, count) => sum + count, 0);
  const parts = [...announced].map(([desk, count]) => `${name(desk)} ${number(count)}`).join(", ");
  $("announce").textContent = say("announced", { count: number(total), parts });
  announced = new Map();
});

function count(cards) {
  for (const card of cards) announced.set(card.category, (announced.get(card.category) ?? 0) + 1);
  announce();
}

function tellFigures() {
  for (const column of columns) {
    const hour = flow.recent(60, column.desk.name);
    column.figure.textContent = number(hour);
    column.figure.title = say("perHour", { count: number(hour) });
    column.figure.setAttribute("aria-label", column.figure.title);
    column.figure.setAttribute("role", "img");
  }
  if (state === "live") pulse("live");
}

let state = "connecting";

function pulse(next) {
  state = next;
  $("pulse").className = `pulse ${next}`;
  const text = say(next, { rate: number(flow.recent(1)) });
  if ($("pulse-text").textContent !== text) $("pulse-text").textContent = text;
}

// --- Search and filters

function search(text) {
  $("q").value = text;
  if (filters.q === text.trim()) return;
  filters.q = text.trim();
  load({ follow: false });
}

let typing = null;
$("q").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => search($("q").value), 250);
});
$("search").addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  search($("q").value);
});

$("filter-button").addEventListener("click", () => {
  const form = $("filters");
  form.hidden = !form.hidden;
  $("filter-button").setAttribute("aria-expanded", String(!form.hidden));
});

$("filters").addEventListener("input", () => applyFilters());
$("filters").addEventListener("reset", () => setTimeout(applyFilters));
$("filters").addEventListener("submit", (event) => event.preventDefault());

function applyFilters() {
  const form = $("filters");
  const data = new FormData(form);
  const shown = new Set(data.getAll("desk"));
  filters.hidden = new Set(desks.map((desk) => desk.name).filter((desk) => !shown.has(desk)));
  for (const column of columns) column.element.hidden = filters.hidden.has(column.desk.name);
  form.querySelector("output").textContent = data.get("min_confidence");
  const before = JSON.stringify(filters.parameters);
  filters.intake = data.get("intake");
  filters.since = data.get("since");
  filters.min_confidence = Number(data.get("min_confidence"));
  $("filter-count").hidden = !filters.count;
  $("filter-count").textContent = number(filters.count);
  if (JSON.stringify(filters.parameters) !== before) reload();
}

const reload = paced(150, () => load({ follow: false }));

// --- Language, theme, clock, keys

function translate() {
  setLanguage(recall("language") ?? (navigator.language.startsWith("zh") ? "zh" : "en"));
  for (const column of columns) column.translate(language(), name(column.desk.name));
  for (const label of document.querySelectorAll("[data-desk-name]")) label.textContent = name(label.dataset.deskName);
  flow.draw();
  rising.draw();
  panel.draw();
  reader.draw();
  tellFigures();
  tick();
}

$("language").addEventListener("click", () => {
  remember("language", language() === "zh" ? "en" : "zh");
  translate();
});

const themes = { auto: "◐", light: "☀", dark: "☾" };

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  $("theme").textContent = themes[theme];
  $("theme").setAttribute("aria-label", `${say("theme")}: ${theme}`);
}

$("theme").addEventListener("click", () => {
  const all = Object.keys(themes);
  const next = all[(all.indexOf(document.documentElement.dataset.theme) + 1) % all.length];
  remember("theme", next);
  setTheme(next);
});

for (const button of document.querySelectorAll("[data-hours]")) {
  button.addEventListener("click", () => {
    flow.hours = Number(button.dataset.hours);
    for (const other of document.querySelectorAll("[data-hours]")) other.setAttribute("aria-pressed", String(other === button));
    flow.load();
  });
}

function tick() {
  const now = new Date();
  $("clock").dateTime = now.toISOString();
  $("clock").textContent = new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }).format(now);
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input, textarea, select");
  if (event.key === "/" && !isTyping && !$("reader").open) {
    event.preventDefault();
    $("q").focus();
  } else if (event.key === "Escape" && event.target === $("q")) {
    search("");
    columns.find((column) => !column.element.hidden)?.focus();
  } else if (event.key === "ArrowDown" && event.target === $("q")) {
    event.preventDefault();
    columns.find((column) => !column.element.hidden && column.cards.length)?.focus(0);
  }
});

// A page that is out of sight for a while, or kept for "back", needs no connection.
let leaving = null;
document.addEventListener("visibilitychange", () => {
  clearTimeout(leaving);
  if (document.hidden) leaving = setTimeout(() => stream.pause(), 60_000);
  else stream.resume();
});
window.addEventListener("pagehide", () => stream.pause());
window.addEventListener("pageshow", (event) => { if (event.persisted) stream.resume(); });

function openFromAddress() {
  const seq = location.hash.match(/^#story=(\d+)$/)?.[1];
  if (seq) reader.open(Number(seq));
}

window.addEventListener("hashchange", openFromAddress);

// What cannot be had now is asked for again the next time; the pulse says when the daemon is away.
const every = (seconds, work) => setInterval(() => { if (!document.hidden) work()?.catch?.(() => {}); }, seconds * 1000);

setTheme(recall("theme") ?? "auto");
translate();
tick();
await load();
openFromAddress();
every(1, async () => tick());
every(10, async () => { tellFigures(); });
every(5, () => panel.load());
every(20, () => rising.load());
every(120, () => flow.load());
panel.load().catch(() => {});
rising.load().catch(() => {});
