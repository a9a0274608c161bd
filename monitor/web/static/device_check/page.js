// The page itself: five checks, each with a mark, a sentence and what to do, and one line that sums them up.

import { checkBrowser } from "./browser.js";
import { openCamera } from "./camera.js";
import { checkClock } from "./clock.js";
import { checkNetwork } from "./network.js";
import { speak, word } from "./words.js";

const MARKS = { good: "✓", warn: "!", bad: "✗", wait: "…" };
const SOON = { level: "wait", said: "checking" };
const results = {
  browser: SOON,
  camera: { level: "wait", said: "camera_wait" },
  light: { level: "wait", said: "light_wait" },
  network: SOON,
  clock: SOON,
};

const find = (id) => document.getElementById(id);

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function tell(name, result) {
  if (results[name].said === result.said) return; // the light is looked at all the time
  results[name] = result;
  draw();
}

function draw() {
  find("checks").replaceChildren(...Object.entries(results).map(([name, result]) => row(name, result)));
  const { level, text } = summary();
  const line = find("summary");
  line.className = `summary ${level}`;
  if (line.textContent !== text) line.textContent = text;
}

function row(name, { level, said, values = [] }) {
  const mark = element("span", { className: "mark" }, MARKS[level]);
  mark.setAttribute("aria-hidden", "true");
  const words = element("div", {}, element("h2", {}, word(name)), element("p", {}, word(said, ...values)));
  const item = element("li", { className: level }, mark, words);
  Object.assign(item.dataset, { check: name, said });
  return item;
}

function summary() {
  const count = (level) => Object.values(results).filter((result) => result.level === level).length;
  if (count("bad")) return { level: "bad", text: word("some_bad", count("bad")) };
  if (Object.values(results).includes(SOON)) return { level: "wait", text: word("checking") };
  if (count("wait")) return { level: "wait", text: word("camera_left") };
  if (count("warn")) return { level: "warn", text: word("some_warn", count("warn")) };
  return { level: "good", text: word("all_good") };
}

async function testCamera() {
  find("start").hidden = await openCamera(find("preview"), hear);
}

/** A camera that went away may be tested again. */
function hear(name, result) {
  if (name === "camera") find("start").hidden = result.level === "good";
  tell(name, result);
}

speak(draw);
find("camera").hidden = false;
find("start").addEventListener("click", testCamera);
navigator.mediaDevices?.addEventListener("devicechange", () => {
  if (["camera_missing", "camera_lost"].includes(results.camera.said)) testCamera();
});
for (const [name, check] of Object.entries({ browser: checkBrowser, network: checkNetwork, clock: checkClock })) {
  check().then((result) => tell(name, result));
}
