// What all parts of the page share: elements, requests, the daemon's clock.

/** Makes an element. Text is always text: nothing that a story holds becomes markup. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") element.className = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Milliseconds after which a request is given up: more than a list of a large journal takes on a cold disk. */
const patience = 30_000;

/** Asks the daemon for JSON. Throws an error with the `status` of what was refused, without one when nothing came back. */
export async function ask(path, parameters = {}, options = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value !== "" && value !== undefined && value !== null));
  const text = query.size ? `?${query}` : "";
  const limit = AbortSignal.timeout(patience);
  const response = await fetch(path + text, { ...options, signal: options.signal ? AbortSignal.any([options.signal, limit]) : limit });
  if (!response.ok) throw await problem(response);
  return response.json();
}

/** Why a request was refused, in the daemon's words, or in those of whatever stands before it. */
export async function problem(response) {
  const { detail } = await response.json().catch(() => ({}));
  return Object.assign(new Error(detail ?? `${response.status} ${response.statusText}`.trim()), { status: response.status });
}

/** What time it is by the daemon's clock, by which stories are dated; this machine's may be wrong. In milliseconds. */
export const clock = {
  base: Date.now() - performance.now(),
  set(text) { this.base = Date.parse(text) - performance.now(); },
  now() { return this.base + performance.now(); },
};

/** Calls a function at most once in a time, the last call never lost. */
export function paced(milliseconds, work) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => { timer = null; work(); }, milliseconds);
  };
}

const known = { politics: 0, economy: 1, safety: 2, culture: 3, unclassified: 4 };

/** The class that gives an element the colour of a category. */
export function tint(category, categories) {
  const place = known[category] ?? 5 + Math.max(0, categories.findIndex((other) => other.name === category)) % 4;
  return `tint-${place}`;
}
