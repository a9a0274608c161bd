// Draws one attempt as SVG: media position over server time, and below it a lane for everything that happened.
// Only attributes and classes are set, because the page forbids inline styles.

import { clock, minutes } from "./page.js";
import { BREAK, timeScale, unitLength, unitPosition } from "./scale.js";
import { markWord, reasonWord, said, stateWord, word } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 14;
const PLOT = { top: 24, height: 190 };
const LABEL = 20; // px above a lane for its name
const ROW = 20;

function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const titled = (text, shape) => {
  shape.append(svg("title", {}, document.createTextNode(text)));
  return shape;
};

/** The whole drawing; `choose` is called with what was pressed: {mark} or {finding}. */
export function draw({ verdict, picture, credits }, width, choose) {
  const scale = timeScale(picture.windows, width, MARGIN);
  const stack = lanes(verdict, picture, credits, scale, choose);
  const height = stack.reduce((sum, lane) => sum + LABEL + lane.height, 0) + LABEL;
  const root = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img" });
  root.setAttribute("aria-label", word("timeline"));
  const names = svg("g", { class: "lane-names" });
  root.append(patterns(), ...grid(scale, height));
  let top = 0;
  for (const lane of stack) {
    names.append(svg("text", { x: 4, y: top + LABEL - 6, class: "lane-name" }, lane.name));
    root.append(svg("g", { transform: `translate(0 ${top + LABEL})`, class: "lane" }, ...lane.shapes));
    top += LABEL + lane.height;
  }
  const hair = svg("line", { class: "hair", y1: LABEL, y2: height - LABEL, x1: -9, x2: -9 });
  root.append(...breaks(scale, height), axis(scale, height), names, hair);
  return { root, scale, names, hair };
}

function lanes(verdict, picture, credits, scale, choose) {
  const inLane = (...kinds) => picture.marks.filter((mark) => kinds.includes(mark.kind));
  const found = findingRows(verdict.findings, picture, scale, choose);
  const stack = [
    { name: word("lane_media"), height: PLOT.height, shapes: plot(picture, credits, scale) },
    { name: word("lane_state"), height: ROW, shapes: picture.bands.map((band) => bar(band, scale, stateWord(band.kind))) },
    { name: word("lane_credit"), height: ROW / 2, shapes: credits.map((band) => bar(band, scale, fate(band), ROW / 2)) },
    { name: word("lane_popup"), height: ROW, shapes: inLane("popup").map((mark) => popup(mark, scale, choose)) },
    { name: word("lane_face"), height: ROW, shapes: inLane("liveness", "photo", "in_person").map((mark) => point(mark, scale, choose)) },
    { name: word("lane_event"), height: ROW, shapes: inLane("seek", "prevented", "takeover", "page", "camera", "hint").map((mark) => point(mark, scale, choose)) },
    { name: word("lane_connection"), height: ROW / 2, shapes: connection(picture, scale) },
    { name: word("lane_finding"), height: found.height, shapes: found.shapes },
  ];
  return stack.filter((lane) => lane.shapes.length > 0);
}

// ---------------------------------------------------------------- the plot of positions

function plot(picture, credits, scale) {
  const whole = Math.max(1, unitLength(picture.slices));
  const y = (position) => PLOT.height - 6 - (position / whole) * (PLOT.height - PLOT.top);
  const lines = (bands, kind) => bands.map((band) => segment(band, picture.slices, scale, y, kind ?? band.kind)).filter(Boolean);
  const credited = credits.filter((band) => !band.reason);
  return [...levels(picture, scale, y, whole), ...lines(credited, "credited"), ...lines(picture.bands)];
}

function segment(band, slices, scale, y, kind) {
  const from = unitPosition(slices, band.lesson, band.media_from);
  if (from === null) return null;
  const to = unitPosition(slices, band.lesson, band.media_to) ?? from;
  const ends = { x1: scale.x(band.start), y1: y(from), x2: scale.x(band.end), y2: y(to) };
  return titled(`${stateWord(kind)} ${minutes(from)}–${minutes(to)}`, svg("line", { ...ends, class: `run ${kind}` }));
}

function levels(picture, scale, y, whole) {
  const left = scale.parts[0].left;
  const right = scale.parts.at(-1).right;
  const positions = new Set([0, whole, ...picture.slices.map((slice) => slice.offset)]);
  return [...positions].flatMap((position) => [
    svg("line", { class: "level", x1: left, x2: right, y1: y(position), y2: y(position) }),
    svg("text", { class: "level-name", x: right, y: y(position) - 3 }, minutes(position)),
  ]);
}

// ---------------------------------------------------------------- lanes

function bar(band, scale, text, height = ROW) {
  const x = scale.x(band.start);
  const shape = svg("rect", {
    class: `band ${band.kind}`,
    x,
    y: 0,
    width: Math.max(1, scale.x(band.end) - x),
    height,
  });
  return titled(`${text} · ${clock(band.start)}–${clock(band.end)}`, shape);
}

const fate = (band) => (band.reason ? `${word("uncredited")}: ${reasonWord(band.reason)}` : word("credited"));

function connection(picture, scale) {
  const whole = scale.parts.map(({ start, end }) => svg("rect", {
    class: "band connected", x: scale.x(start), y: 0, width: Math.max(1, scale.x(end) - scale.x(start)), height: ROW / 2,
  }));
  return [...whole, ...picture.gaps.map((gap) => bar(gap, scale, stateWord(gap.kind), ROW / 2))];
}

function pressable(shape, text, act) {
  shape.setAttribute("tabindex", "0");
  shape.setAttribute("role", "button");
  shape.setAttribute("aria-label", text);
  shape.addEventListener("click", act);
  shape.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") act(event);
  });
  return titled(text, shape);
}

const GOOD = new Set(["answered", "accepted", "pass", "seen"]);
const BAD = new Set(["missed", "mismatch", "spoof_suspected", "not_accepted"]);
const quality = (mark) => (GOOD.has(mark.outcome) ? "good" : BAD.has(mark.outcome) ? "bad" : "neutral");

function symbol(mark, x) {
  const middle = ROW / 2;
  const shapes = {
    photo: () => svg("rect", { x: x - 5, y: middle - 5, width: 10, height: 10, rx: 2 }),
    liveness: () => svg("path", { d: `M${x} ${middle - 8} l8 8 -8 8 -8 -8z` }),
    popup: () => svg("circle", { cx: x, cy: middle, r: 6 }),
  };
  return (shapes[mark.kind] ?? (() => svg("path", { d: `M${x} ${middle + 6} l-6 -11 h12z` })))();
}

/** A cross says "not good" without colour. */
const cross = (x) => svg("path", { class: "cross", d: `M${x - 3} ${ROW / 2 - 3} l6 6 m0 -6 l-6 6` });

function point(mark, scale, choose, at = mark.at) {
  const x = scale.x(at);
  const group = svg("g", { class: `mark ${mark.kind} ${quality(mark)}` }, symbol(mark, x));
  if (quality(mark) === "bad") group.append(cross(x));
  return pressable(group, `${clock(mark.at)} ${markWord(mark)}`, () => choose({ mark }));
}

/** From being shown to the answer, so that a slow answer and a missed one look like it. */
function popup(mark, scale, choose) {
  const until = mark.until ?? mark.at;
  const group = point(mark, scale, choose, until);
  group.prepend(svg("line", { class: "pending", x1: scale.x(mark.at), x2: scale.x(until), y1: ROW / 2, y2: ROW / 2 }));
  return group;
}

// ---------------------------------------------------------------- findings

/** Each finding on its span, in as many rows as keep them apart, with its number and its words. */
function findingRows(findings, picture, scale, choose) {
  const ends = [];
  const shapes = findings.map((finding, index) => {
    const [start, end] = spanOf(finding, picture);
    const x = scale.x(start);
    const width = Math.max(18, scale.x(end) - x);
    let row = ends.findIndex((taken) => taken <= x);
    if (row < 0) row = ends.push(0) - 1;
    ends[row] = x + width + 4;
    return findingBar(finding, index, x, width, row, choose);
  });
  return { shapes, height: ends.length * (ROW + 4) };
}

export function spanOf(finding, picture) {
  // A finding about the whole attempt has no time of its own.
  if (!finding.start) return [picture.windows[0][0], picture.windows.at(-1)[1]];
  return [finding.start, Math.max(finding.start, finding.end)];
}

function findingBar(finding, index, x, width, row, choose) {
  const y = row * (ROW + 4);
  const text = `${index + 1}. ${said(finding.message)}`;
  const label = svg("text", { x: x + 5, y: y + 14 }, width > 60 ? shortened(text, width) : String(index + 1));
  const group = svg("g", { class: `finding ${finding.severity}` }, svg("rect", { x, y, width, height: ROW, rx: 3 }), label);
  return pressable(group, text, () => choose({ finding: index }));
}

/** Letters are about 6 px wide, Chinese characters 12. */
function shortened(text, width) {
  let room = width - 12;
  let kept = "";
  for (const letter of text) {
    room -= letter.charCodeAt(0) > 255 ? 12 : 6.4;
    if (room < 10) return `${kept}…`;
    kept += letter;
  }
  return kept;
}

// ---------------------------------------------------------------- grid and patterns

function grid(scale, height) {
  return scale.ticks(72).map((at) => svg("line", { class: "grid", x1: scale.x(at), x2: scale.x(at), y1: LABEL, y2: height - LABEL }));
}

function axis(scale, height) {
  // Half a label must not be cut off at either end.
  const inside = (x) => Math.min(Math.max(x, 28), scale.parts.at(-1).right - 16);
  const ticks = scale.ticks(72).map((at) => svg("text", { class: "tick", x: inside(scale.x(at)), y: height - 6 }, clock(at)));
  return svg("g", { class: "axis" }, ...ticks);
}

/** Where time was left out, because nothing was heard for long. */
function breaks(scale, height) {
  return scale.parts.slice(1).map(({ left }) => svg("g", { class: "break" },
    svg("rect", { x: left - BREAK + 8, y: LABEL, width: BREAK - 16, height: height - 2 * LABEL }),
    svg("text", { x: left - BREAK / 2, y: height / 2 }, "⋯")));
}

/** Stripes tell states apart where colours do not. */
function patterns() {
  const stripes = (id, turn, gap) =>
    svg("pattern", { id, width: gap, height: gap, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${turn})` },
      svg("rect", { width: gap, height: gap, class: `${id}-ground` }),
      svg("line", { x1: 0, x2: 0, y1: 0, y2: gap, class: "stripe" }));
  return svg("defs", {}, stripes("hidden-fill", 45, 6), stripes("fast-fill", 0, 4), stripes("offline-fill", -45, 5));
}
