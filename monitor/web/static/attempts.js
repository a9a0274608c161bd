// The list of attempts: who, which class hour, what became of it, and why.

import { ask, element, minutes } from "./page.js";
import { said, speak, word } from "./words.js";

const EVERY_MS = 5000;
const ORDER = [
  "certified",
  "held",
  "void_trainee",
  "void_platform",
  "not_certified",
  "not_counted_cap",
  "not_counted_platform",
  "in_progress",
];

let attempts = null;
let chosen = "all";

const byId = (id) => document.getElementById(id);

async function refresh() {
  if (!document.hidden) {
    const answer = await ask("/v1/attempts");
    if (answer) {
      attempts = answer.attempts;
      draw();
    }
  }
  setTimeout(refresh, EVERY_MS);
}

function draw() {
  byId("search").placeholder = word("search");
  byId("search").setAttribute("aria-label", word("search"));
  if (!attempts) return;
  drawFilters();
  const shown = attempts.filter(fits);
  byId("rows").replaceChildren(...shown.map(row));
  document.querySelector("table.attempts").hidden = shown.length === 0;
  byId("empty").hidden = shown.length > 0;
  byId("empty").textContent = word(attempts.length ? "none_found" : "none_yet");
  byId("demonstration").hidden = !attempts.some((attempt) => attempt.purpose === "demonstration");
}

function fits(attempt) {
  const asked = byId("search").value.trim().toLowerCase();
  const text = [attempt.trainee, attempt.unit, attempt.training_class, attempt.platform].join(" ").toLowerCase();
  return (chosen === "all" || attempt.result === chosen) && text.includes(asked);
}

function drawFilters() {
  const count = (result) => attempts.filter((attempt) => attempt.result === result).length;
  const text = (result) => said(attempts.find((attempt) => attempt.result === result).result_text);
  const present = ORDER.filter((result) => count(result) > 0);
  if (chosen !== "all" && !present.includes(chosen)) chosen = "all";
  const all = filter("all", word("all"), attempts.length);
  byId("filters").replaceChildren(all, ...present.map((result) => filter(result, text(result), count(result))));
}

function filter(result, text, count) {
  const button = element("button", { type: "button", className: "filter", textContent: `${text} ${count}` });
  button.setAttribute("aria-pressed", String(result === chosen));
  button.addEventListener("click", () => {
    chosen = result;
    draw();
  });
  return button;
}

function row(attempt) {
  const link = element("a", { href: `/attempts/${encodeURIComponent(attempt.attempt)}`, textContent: attempt.trainee });
  return element(
    "tr",
    {},
    cell("who", link, element("small", { textContent: attempt.platform })),
    cell("unit", attempt.unit, element("small", { textContent: attempt.training_class })),
    cell("result", badge(attempt)),
    cell("why", why(attempt)),
    cell("credited_of", meter(attempt)),
  );
}

function cell(name, ...children) {
  const made = element("td", { className: name.replace("_", "-") }, ...children);
  made.dataset.label = word(name);
  return made;
}

function badge(attempt) {
  return element("span", { className: `badge ${attempt.result}`, textContent: said(attempt.result_text) });
}

function why(attempt) {
  const [first, ...more] = attempt.reasons;
  if (!first) return attempt.result === "certified" ? word("met_all") : "";
  return said(first.message) + (more.length ? ` (${word("and_more", { n: more.length })})` : "");
}

function meter(attempt) {
  const bar = element("progress", { max: attempt.required_ms || 1, value: Math.min(attempt.credited_ms, attempt.required_ms) });
  const text = `${minutes(attempt.credited_ms)} / ${minutes(attempt.required_ms)}`;
  return element("span", { className: "meter" }, bar, element("small", { textContent: text }));
}

speak(draw);
byId("search").addEventListener("input", draw);
draw();
refresh();
