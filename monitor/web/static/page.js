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

const KEY = "monitor.viewing-key";

/** Storage may be forbidden; the key then lasts as long as the page. */
let key = "";
try {
  key = sessionStorage.getItem(KEY) ?? "";
} catch {
  // nothing is kept
}
// A link that the server printed carries the key behind #, which no browser sends or logs.
if (location.hash.startsWith("#key=")) {
  useKey(location.hash.slice(5));
  history.replaceState(null, "", location.pathname + location.search);
}

function useKey(given) {
  key = given.trim();
  try {
    sessionStorage.setItem(KEY, key);
  } catch {
    // see above
  }
}

const request = (path) => fetch(path, { headers: key ? { Authorization: `Bearer ${key}` } : {}, cache: "no-store" });

/** JSON from the server, or null after showing what is wrong. */
export async function ask(path) {
  let response;
  try {
    response = await request(path);
    if (response.ok) {
      showProblem(null);
      return await response.json();
    }
  } catch {
    // Offline, or no JSON: the page keeps what it has and asks again.
  }
  showProblem({ 401: "sign_in", 404: "unknown_attempt" }[response?.status] ?? "unreachable");
  return null;
}

function showProblem(name) {
  const problem = document.getElementById("problem");
  // Asking again must not take away a key that is being typed.
  if (problem.dataset.name === (name ?? "")) return;
  problem.dataset.name = name ?? "";
  problem.hidden = name === null;
  problem.replaceChildren(...(name ? [word(name)] : []), ...(name === "sign_in" ? [keyForm()] : []));
}

function keyForm() {
  const field = element("input", { type: "password", autocomplete: "off" });
  field.setAttribute("aria-label", word("viewing_key"));
  const enter = element("button", { type: "button", textContent: word("enter") });
  const use = () => {
    useKey(field.value);
    location.reload();
  };
  enter.addEventListener("click", use);
  field.addEventListener("keydown", (event) => event.key === "Enter" && use());
  return element("span", { className: "key" }, field, enter);
}

/** Saves what the server has under a path as a file. */
export async function download(path, name) {
  const response = await request(path).catch(() => null);
  if (!response?.ok) return showProblem("unreachable");
  const link = element("a", { href: URL.createObjectURL(await response.blob()), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}
