// What the lists are narrowed to: the state, the controls that show it, the address that keeps it.

import { clock, make, paced, tint } from "/page/base.js";
import { number } from "/page/words.js";

const hours = { h: 1, d: 24 };

/** The state of the filters. */
export class Filters {
  q = "";
  intake = "";
  min_confidence = 0;
  since = "";
  hidden = new Set();

  /** The parameters of a list. */
  get parameters() {
    return { q: this.q, intake: this.intake, since: this.since, min_confidence: this.min_confidence || "" };
  }

  /** How many are set. */
  get count() {
    return [this.intake, this.since, this.min_confidence].filter(Boolean).length + (this.hidden.size ? 1 : 0);
  }

  /** Whether lists hold less than all. */
  get isNarrow() { return Boolean(this.q || this.intake || this.since || this.min_confidence); }

  /** Whether a story that comes in now belongs to the lists; a search only the daemon can judge. */
  admits(card) {
    return (!this.intake || card.intake === this.intake) && (card.confidence ?? 0) >= this.min_confidence;
  }

  /** When what is listed must have come in at the earliest, in milliseconds. */
  get earliest() {
    return this.since ? clock.now() - parseInt(this.since) * hours[this.since.at(-1)] * 3_600_000 : -Infinity;
  }

  /** The filters as the query of an address, so that a reload and a link keep them. */
  get address() {
    const given = Object.entries({ ...this.parameters, hide: [...this.hidden].join(",") }).filter(([, value]) => value);
    return given.length ? `?${new URLSearchParams(given)}` : "";
  }

  /** Takes what an address says, as far as there is such a choice. */
  read(address, { intakes, spans, categories }) {
    const query = new URLSearchParams(address);
    const one = (name, choices) => (choices.includes(query.get(name)) ? query.get(name) : "");
    const confidence = Number(query.get("min_confidence"));
    this.q = (query.get("q") ?? "").trim();
    this.intake = one("intake", intakes);
    this.since = one("since", spans);
    this.min_confidence = confidence > 0 && confidence <= 100 ? Math.round(confidence) : 0;
    this.hidden = new Set((query.get("hide") ?? "").split(",").filter((name) => categories.includes(name)));
  }
}

/**
 * The search field and the form of filters. What they say is in the address, so that a reload, a link and Back keep it; a run
 * of changes of one control is one entry of the history.
 */
export class Controls {
  /** @param changed called when the lists are to be loaded anew */
  constructor(filters, { form, button, badge, field, search, changed }) {
    Object.assign(this, { filters, form, button, badge, field, changed });
    this.changedSoon = paced(150, changed);
    button.addEventListener("click", () => {
      form.hidden = !form.hidden;
      button.setAttribute("aria-expanded", String(!form.hidden));
    });
    form.addEventListener("input", (event) => this.apply(event.target.name));
    form.addEventListener("reset", () => setTimeout(() => this.apply("reset")));
    form.addEventListener("submit", (event) => event.preventDefault());
    // What an input method is still composing is not searched for.
    field.addEventListener("compositionstart", () => { this.isComposing = true; });
    field.addEventListener("compositionend", () => { this.isComposing = false; this.type(); });
    field.addEventListener("input", () => this.type());
    field.addEventListener("blur", () => { this.entry = null; });
    search.addEventListener("submit", (event) => {
      event.preventDefault();
      this.search(field.value);
      this.entry = null;
    });
  }

  /** Offers the categories and sources that there are, and takes up what the address asks for. */
  offer(categories, intakes) {
    this.boxes.replaceChildren(...categories.map((category) => {
      const box = make("input", { type: "checkbox", name: "category", value: category.name });
      box.defaultChecked = true;
      return make("label", { class: tint(category.name, categories) }, box, make("span", { "data-category-name": category.name }));
    }));
    this.form.elements.intake.append(...intakes.map((name) => make("option", { value: name }, name)));
    this.categories = categories.map((category) => category.name);
    this.readAddress();
  }

  get boxes() { return this.form.querySelector(".checks"); }

  type() {
    clearTimeout(this.typing);
    if (!this.isComposing) this.typing = setTimeout(() => this.search(this.field.value), 250);
  }

  /** Searches for a text, as if it had been typed. */
  search(text) {
    clearTimeout(this.typing);
    if (this.field.value !== text) this.field.value = text;
    if (this.filters.q === text.trim()) return this.tell("");
    this.filters.q = text.trim();
    this.by = "q";
    this.changed();
  }

  /** Takes what the form says. */
  apply(name) {
    const data = new FormData(this.form);
    const shown = new Set(data.getAll("category"));
    const before = JSON.stringify(this.filters.parameters);
    this.filters.hidden = new Set(this.categories.filter((category) => !shown.has(category)));
    this.filters.intake = data.get("intake");
    this.filters.since = data.get("since");
    this.filters.min_confidence = Number(data.get("min_confidence"));
    this.by = name;
    this.show();
    this.keep();
    if (JSON.stringify(this.filters.parameters) !== before) this.changedSoon();
  }

  /** Shows what the filters are. */
  show() {
    const { form, filters } = this;
    for (const box of this.boxes.querySelectorAll("input")) box.checked = !filters.hidden.has(box.value);
    for (const column of document.querySelectorAll(".column")) column.hidden = filters.hidden.has(column.dataset.category);
    for (const name of ["intake", "since", "min_confidence"]) form.elements[name].value = filters[name];
    form.querySelector("output").textContent = filters.min_confidence;
    this.badge.hidden = !filters.count;
    this.badge.textContent = number(filters.count);
  }

  /** Says what is wrong with the search, or nothing. */
  tell(text) {
    const note = document.getElementById(this.field.getAttribute("aria-describedby"));
    note.textContent = text;
    this.field.setAttribute("aria-invalid", String(Boolean(text)));
  }

  /** Puts the filters into the address. */
  keep() {
    const address = location.pathname + this.filters.address;
    if (address === location.pathname + location.search) return;
    history[this.by && this.by !== this.entry ? "pushState" : "replaceState"](null, "", address);
    this.entry = this.by;
  }

  /** Takes the filters from the address. */
  readAddress() {
    const values = (name) => [...this.form.elements[name].options].map((option) => option.value);
    this.filters.read(location.search, { intakes: values("intake"), spans: values("since"), categories: this.categories });
    this.by = this.entry = null;
    if (this.field.value.trim() !== this.filters.q) this.field.value = this.filters.q;
    this.tell("");
    this.show();
  }
}
