#!/usr/bin/env node
// Follows a daemon's stories over HTTP (Server-Sent Events), each exactly once and in order; prints a record a line.
// Node 18 or later, no packages.
//
//     ./stream.mjs http://127.0.0.1:8080 --state /var/lib/mine/stream.json --category safety
//     TOKEN_FILE=/etc/mine/token ./stream.mjs http://news.example:8080

import { existsSync, fsyncSync, openSync, closeSync, readFileSync, renameSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { setTimeout as pause } from "node:timers/promises";

const { values: options, positionals: [address = "http://127.0.0.1:8080"] } = parseArgs({
  allowPositionals: true,
  options: {
    category: { type: "string", multiple: true, default: [] },
    from: { type: "string", default: "now" },
    view: { type: "string", default: "record" },
    state: { type: "string" },
  },
});

/** Where the follower is: the id of the last event that was dealt with. */
const saved = options.state && existsSync(options.state) ? JSON.parse(readFileSync(options.state, "utf8")) : {};
// As it was kept before ids named the journal: a stream and a number.
const state = { id: saved.id ?? (saved.seq === undefined ? undefined : `${saved.stream}-${saved.seq}`) };

function save() {
  if (!options.state) return;
  // In one piece: a new file takes the place of the old.
  const file = openSync(`${options.state}.new`, "w");
  writeSync(file, JSON.stringify(state));
  fsyncSync(file);
  closeSync(file);
  renameSync(`${options.state}.new`, options.state);
}

/** The events of a stream; one without data only moves the place to go on from. */
async function* events(body) {
  let [text, name, place, data] = ["", "message", null, []];
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const lines = text.split("\n");
    text = lines.pop();
    for (const raw of lines) {
      const line = raw.replace(/\r$/, "");
      if (!line) {
        yield { name, place, data: data.join("\n") };
        [name, data] = ["message", []];
        continue;
      }
      const [, field, value] = line.match(/^([^:]*):? ?(.*)$/);
      if (field === "event") name = value;
      else if (field === "id") place = value;
      else if (field === "data") data.push(value);
    }
  }
}

/** One connection, until it ends. */
async function follow() {
  const query = new URLSearchParams({ view: options.view });
  for (const name of options.category) query.append("category", name);
  const headers = { Accept: "text/event-stream" };
  if (state.id === undefined) query.set("from", options.from);
  else headers["Last-Event-ID"] = state.id;
  if (process.env.TOKEN_FILE) headers.Authorization = `Bearer ${readFileSync(process.env.TOKEN_FILE, "utf8").trim()}`;
  const silence = new AbortController();
  let watch;
  // A daemon that has no story says `alive` every 4 s; four times that without a word, and the connection is dead.
  const heard = () => { clearTimeout(watch); watch = setTimeout(() => silence.abort(), 16_000); };
  heard();
  try {
    const answer = await fetch(`${address}/v1/stream?${query}`, { headers, signal: silence.signal });
    if (answer.status === 503) return;
    if (!answer.ok) {
      console.error(`${answer.status}: ${await answer.text()}`);
      process.exit(1); // what is wrong with the request stays wrong
    }
    for await (const { name, place, data } of events(answer.body)) {
      heard();
      if (name === "gone") console.error(`stories are gone: the journal now begins later, or is another: ${data}`);
      else if (name === "message" && data) writeSync(1, data + "\n"); // here the story is dealt with …
      if (place !== null) state.id = place; // … and only then is the place kept
      save();
    }
  } finally {
    clearTimeout(watch);
  }
}

for (;;) {
  try {
    await follow();
  } catch (error) {
    if (error.code === "EPIPE") process.exit(0);
    console.error(`away: ${error.cause?.message ?? error.message}`);
  }
  await pause(1000);
}
