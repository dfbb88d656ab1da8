// The live page: puts its parts together.

import { ask, clock, paced } from "/page/base.js";
import { Controls, Filters } from "/page/filters.js";
import { Stream, stateAfter } from "/page/stream.js";
import { Lists } from "/page/lists.js";
import { Reader } from "/page/reader.js";
import { Flow, Rising } from "/page/charts.js";
import { Panel } from "/page/panels.js";
import { language, locale, number, say, setLanguage, time } from "/page/words.js";

const $ = (id) => document.getElementById(id);
const remember = (key, value) => { try { localStorage.setItem(`wiredesk.${key}`, value); } catch { /* private mode */ } };
const recall = (key) => { try { return localStorage.getItem(`wiredesk.${key}`); } catch { return null; } };

let categories = [];
const filters = new Filters();

/** What a category is called in the language in force. */
function name(category) {
  if (category === "unclassified") return say("unclassified");
  return categories.find((known) => known.name === category)?.[language()] ?? category;
}

const context = { categories: () => categories, name };
const reader = new Reader($("reader"), context);
const flow = new Flow($("flow"), $("legend"), context);
const rising = new Rising($("rising"), (term) => controls.search(term));
const panel = new Panel({ panel: $("panel"), button: $("panel-button"), badge: $("dead-count"), chip: $("quiet"), ...context });
const controls = new Controls(filters, {
  form: $("filters"), button: $("filter-button"), badge: $("filter-count"), field: $("q"), search: $("search"), changed: () => load(),
});
const stream = new Stream({
  state: tell,
  reset: () => { mustFollow = true; load(); },
  story: (card) => {
    reader.arrived(card);
    lists.add(card);
  },
});
const lists = new Lists({
  filters, stream: () => stream,
  open: (card, column) => reader.open(card.seq, () => column.focus()),
  counted: (cards) => {
    for (const card of cards) flow.add(card);
    count(cards);
    redraw();
  },
});

// --- Loading

/** Whether the stream is to begin from the next lists: at first, and when it has lost its place. */
let mustFollow = true;
/** The search whose lists are shown; nothing before the first. */
let shown = null;
let retry = null;

/** Loads the lists as the filters are now, until it succeeds. */
async function load() {
  clearTimeout(retry);
  const slow = mustFollow && setTimeout(() => tell("silent"), 10_000);
  try {
    if (!categories.length) await meet();
    const place = await lists.load();
    if (!place) return;
    shown = filters.q;
    controls.tell("");
    controls.keep();
    if (mustFollow) {
      mustFollow = false;
      lists.begin();
      stream.start(place.stream, place.through);
      reader.refresh();
      loadFlow();
    } else lists.catchUp();
  } catch (error) {
    if (error.status === 400 && filters.q && filters.q !== shown) return refuse(error);
    if (mustFollow) tell(stateAfter(error), error.message);
    else if (error.status) controls.tell(say("listsWait", { reason: error.message }));
    retry = setTimeout(load, 1000);
  } finally {
    clearTimeout(slow);
  }
}

/** A search that is none: the lists stay as they are, and the field says why. */
function refuse(error) {
  const hasWord = /(^|[\s"“”])[^\s-]*[\p{L}\p{N}]/u.test(filters.q);
  filters.q = shown ?? "";
  const note = say("badSearch", { reason: hasWord ? error.message.replace(/^q: /, "") : say("noWord") });
  if (shown === null) load().then(() => controls.tell(note)); else controls.tell(note);
}

async function meet() {
  const [found, status] = await Promise.all([ask("/v1/categories"), ask("/v1/status")]);
  categories = found.categories;
  $("columns").replaceChildren(...lists.make(categories).map((column) => column.element));
  controls.offer(categories, status.intakes.map((intake) => intake.name));
  translate();
}

/** Loads what was counted before the page was opened, until it succeeds. */
async function loadFlow() {
  try {
    await flow.load();
    tellFigures();
  } catch {
    setTimeout(loadFlow, 3000);
  }
}

// --- Figures

const redraw = paced(1000, () => {
  flow.draw();
  tellFigures();
});

let announced = new Map();
const announce = paced(15_000, () => {
  const total = [...announced.values()].reduce((sum, count) => sum + count, 0);
  const parts = [...announced].map(([category, count]) => `${name(category)} ${number(count)}`).join(", ");
  $("announce").textContent = say("announced", { count: number(total), parts });
  announced = new Map();
});

function count(cards) {
  for (const card of cards) announced.set(card.category, (announced.get(card.category) ?? 0) + 1);
  if (cards.length) announce();
}

function tellFigures() {
  for (const column of lists.columns) {
    const hour = flow.recent(60, column.category.name);
    write(column.figure, number(hour));
    column.figure.title = say("perHour", { count: number(hour) });
    column.figure.setAttribute("aria-label", column.figure.title);
    column.figure.setAttribute("role", "img");
  }
  write($("rate"), say("rate", { rate: number(flow.perMinute) }));
}

/** Writes a text where it differs, so that nothing is drawn or read out for nothing. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// --- The connection

const connection = { state: "connecting", since: null, reason: "" };

/** Says how the connection is. Nothing that changes by itself stands in the text: it is read out whenever it does. */
function tell(state, reason = "") {
  const isTrouble = !["live", "connecting"].includes(state);
  // Trouble began when the daemon was last heard, not when it was noticed.
  if (state === "live") connection.since = null; else connection.since ??= stream.heardAt ?? clock.now();
  if (state === connection.state && reason === connection.reason) return;
  Object.assign(connection, { state, reason });
  $("pulse").className = `pulse ${state}${isTrouble ? " lost" : ""}`;
  $("rate").hidden = state !== "live";
  // The daemon has told its time.
  if (state === "live") tick();
  sayConnection();
}

function sayConnection() {
  const { state, reason, since } = connection;
  const text = say(state, { reason, time: since === null ? "" : time(since, { seconds: true }) });
  write($("pulse-text"), text);
  panel.connection(state === "live" ? null : text);
}

// --- Language, theme, clock, keys

function translate() {
  setLanguage(recall("language") ?? (navigator.language.startsWith("zh") ? "zh" : "en"));
  for (const column of lists.columns) column.translate(language(), name(column.category.name));
  for (const label of document.querySelectorAll("[data-category-name]")) label.textContent = name(label.dataset.categoryName);
  flow.draw();
  rising.draw();
  panel.draw();
  reader.draw();
  sayConnection();
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
    loadFlow();
  });
}

function tick() {
  const now = new Date(clock.now());
  $("clock").dateTime = now.toISOString();
  $("clock").textContent = new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }).format(now);
}

document.addEventListener("keydown", (event) => {
  // An input method's own keys.
  if (event.isComposing) return;
  const isTyping = event.target.matches("input, textarea, select");
  const first = lists.columns.find((column) => !column.element.hidden && column.cards.length);
  if (event.key === "/" && !isTyping && !$("reader").open) {
    event.preventDefault();
    $("q").focus();
  } else if (event.key === "Escape" && event.target === $("q")) {
    controls.search("");
    first?.focus();
  } else if (event.key === "ArrowDown" && event.target === $("q")) {
    event.preventDefault();
    first?.focus(0);
  }
});

// A page that is out of sight for a while, or kept for "back", needs no connection.
let leaving = null;
document.addEventListener("visibilitychange", () => {
  clearTimeout(leaving);
  if (document.hidden) leaving = setTimeout(() => stream.pause(), 60_000);
  else stream.resume();
});
// Whether the daemon is out of reach with the network the next connection shows: it may be on this machine.
for (const event of ["offline", "online"]) window.addEventListener(event, () => stream.again());
window.addEventListener("pagehide", () => stream.pause());
window.addEventListener("pageshow", (event) => { if (event.persisted) stream.resume(); });

function openFromAddress() {
  const seq = Number(location.hash.match(/^#story=(\d{1,15})$/)?.[1]);
  if (seq) reader.open(seq); else reader.close();
}

window.addEventListener("popstate", () => {
  const before = JSON.stringify(filters.parameters);
  if (categories.length) controls.readAddress();
  if (JSON.stringify(filters.parameters) !== before) load();
  openFromAddress();
});

/**
 * Does something every few seconds, once at a time, while there is a connection and somebody to see it. What cannot be had now
 * is asked for again the next time; who is no longer let in learns it from the stream.
 */
function every(seconds, work) {
  let isBusy = false;
  setInterval(async () => {
    if (document.hidden || isBusy || connection.state !== "live") return;
    isBusy = true;
    try {
      await work();
    } catch (error) {
      if (error.status === 401 || error.status === 403) stream.again();
    } finally {
      isBusy = false;
    }
  }, seconds * 1000);
}

setTheme(recall("theme") ?? "auto");
translate();
setInterval(() => { if (!document.hidden) tick(); }, 1000);
load().then(openFromAddress);
every(5, () => panel.load());
every(5, () => { tellFigures(); lists.expire(); });
every(20, () => rising.load());
every(120, () => flow.load());
panel.load().catch(() => {});
rising.load().catch(() => {});
