// Small helpers that both pages use: elements, numbers in words, and asking the server.

import { currentLanguage, word } from "./words.js";

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

/** Milliseconds of content or time as m:ss. */
export function minutes(ms) {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// The office works in Beijing time, wherever the browser is.
const ZONE = "Asia/Shanghai";

export const clock = (ms) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(ms);

export const day = (ms) =>
  new Intl.DateTimeFormat(currentLanguage(), { timeZone: ZONE, dateStyle: "medium", timeStyle: "medium", hour12: false }).format(
    ms,
  );

/** JSON from the server, or null after showing what is wrong; the key stays in this tab's address fragment. */
export async function ask(path) {
  const problem = document.getElementById("problem");
  try {
    const response = await fetch(path, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (response.ok) {
      problem.hidden = true;
      return await response.json();
    }
    problem.textContent = word({ 401: "sign_in", 403: "sign_in", 404: "unknown_attempt" }[response.status] ?? "unreachable");
  } catch {
    problem.textContent = word("unreachable");
  }
  problem.hidden = false;
  return null;
}
