// One attempt: its verdict in words, its course as a drawing, and every finding on its span.

import { draw, spanOf } from "./chart.js";
import { ask, clock, day, download, element, minutes } from "./page.js";
import { markWord, reasonWord, said, speak, stateWord, word } from "./words.js";

const AGAIN_MS = 5000;
const ZOOM = 1.6;
const attempt = decodeURIComponent(location.pathname.split("/").pop());
const byId = (id) => document.getElementById(id);

let data = null;
let shown = "";
let zoom = 1;

async function refresh() {
  if (!document.hidden) {
    const answer = await ask(`/v1/attempts/${encodeURIComponent(attempt)}/timeline`);
    if (answer && JSON.stringify(answer) !== shown) {
      shown = JSON.stringify(answer);
      data = answer;
      redraw();
    }
  }
  // Somebody may still be learning or deciding; what is final needs no further look.
  if (!data || data.verdict.result === "in_progress" || data.verdict.stage === "proposed") setTimeout(refresh, AGAIN_MS);
}

function redraw() {
  byId("zoom-in").setAttribute("aria-label", word("zoom_in"));
  byId("zoom-out").setAttribute("aria-label", word("zoom_out"));
  if (!data) return;
  byId("attempt").hidden = false;
  drawHead(data);
  drawChart();
  drawLegend();
  drawFindings(data.verdict.findings);
  byId("decided").hidden = data.history.length === 0;
  byId("history").replaceChildren(...data.history.map(historyLine));
  byId("hints-panel").hidden = data.hints.length === 0;
  byId("hints").replaceChildren(...data.hints.map(hintLine));
  byId("marks").replaceChildren(...data.picture.marks.map(markLine));
}

// ---------------------------------------------------------------- words

function drawHead({ verdict, result_text, reasons }) {
  const badge = element("span", { className: `badge ${verdict.result}`, textContent: said(result_text) });
  const stage = verdict.stage === "proposed" && verdict.result !== "held" ? word("stage_proposed") : "";
  byId("headline").replaceChildren(`${verdict.trainee} · ${verdict.unit} `, badge, element("small", { textContent: stage }));
  byId("summary").textContent =
    reasons.map((reason) => said(reason.message)).join(" ") || (verdict.result === "certified" ? word("met_all") : "");
  byId("demonstration").hidden = verdict.purpose !== "demonstration";
  document.title = `${verdict.trainee} · ${verdict.unit} · ${said(result_text)}`;
  byId("facts").replaceChildren(...facts(verdict).map(([name, content]) => element("div", {}, ...pair(name, content))));
}

function facts(verdict) {
  const rows = [
    ["credited_of", `${minutes(verdict.credited_ms)} / ${minutes(verdict.required_ms)}`],
    ["training_class", verdict.training_class],
    ["platform", verdict.platform],
    ["rules", `${verdict.rule_pack} ${verdict.rule_pack_version}`],
    ["started", `${day(data.picture.windows[0][0])} (${word("beijing_time")})`],
  ];
  if (verdict.completed_at) rows.push(["completed", `${day(verdict.completed_at)} (${word("beijing_time")})`]);
  else if (verdict.missing.length) rows.push(["missing", verdict.missing.map(stretch).join(", ")]);
  if (data.certificate) rows.push(["certificate", certificateLink()]);
  return rows;
}

const stretch = ({ lesson, media_from, media_to }) => `${lesson} ${minutes(media_from)}–${minutes(media_to)}`;

/** Fetched and not linked to, because a link could not carry the viewing key. */
function certificateLink() {
  const button = element("button", { type: "button", className: "when", textContent: word("download") });
  button.addEventListener("click", () => download(data.certificate, `${attempt}.json`));
  return button;
}

const pair = (name, content) => [element("dt", { textContent: word(name) }), element("dd", {}, content)];

function drawFindings(findings) {
  byId("no-findings").hidden = findings.length > 0;
  byId("findings").replaceChildren(...findings.map(findingItem));
}

function findingItem(finding, index) {
  const [start, end] = spanOf(finding, data.picture);
  const when = element("button", { type: "button", className: "when", textContent: `${clock(start)} – ${clock(end)}` });
  when.addEventListener("click", () => show({ finding: index }));
  const basis = finding.basis ? ` (${word(`basis_${finding.basis}`)})` : "";
  const details = [
    ["advice", said(finding.advice)],
    ["clause", said(finding.clause) + basis],
    ["evidence", (finding.evidence ?? []).join(", ")],
  ].filter(([, text]) => text);
  return element(
    "li",
    { id: `finding-${index}`, className: finding.severity },
    element("p", { className: "message" }, said(finding.message), " ", when, ...cured(finding)),
    element("dl", {}, ...details.flatMap(([name, text]) => pair(name, text))),
  );
}

const cured = (finding) => (finding.cured ? [" ", element("span", { className: "badge certified", textContent: word("cured") })] : []);

/** A step has a day too: appeals and decisions take longer than the hour itself. */
function historyLine({ at, text, entry }) {
  const when = element("time", { textContent: day(at) });
  return element("li", {}, when, ` ${said(text)} `, element("code", { textContent: entry }));
}

function markLine(mark) {
  const when = element("time", { textContent: clock(mark.at) });
  return element("li", {}, when, ` ${markWord(mark)} `, element("code", { textContent: mark.where ?? "" }));
}

function hintLine(hint) {
  const named = element("code", { textContent: [hint.label, hint.kind].filter(Boolean).join(" · ") });
  return element("li", { className: hint.code }, element("time", { textContent: clock(hint.at) }), ` ${said(hint.text)} `, named);
}

function drawLegend() {
  const kinds = new Set([...data.picture.bands, ...data.picture.gaps].map((band) => band.kind));
  for (const credit of data.credits) kinds.add(credit.kind);
  const items = [...kinds].map((kind) => [kind, stateWord(kind)]);
  byId("legend").replaceChildren(
    ...items.map(([kind, text]) => element("li", {}, element("span", { className: `swatch ${kind}` }), text)),
  );
}

// ---------------------------------------------------------------- the drawing

function drawChart() {
  const frame = byId("chart");
  const before = frame.scrollLeft / Math.max(1, frame.scrollWidth);
  const drawing = draw(data, Math.max(300, frame.clientWidth) * zoom, show);
  frame.replaceChildren(drawing.root);
  frame.scrollLeft = before * frame.scrollWidth;
  // Lane names stay in sight while the drawing is moved under them.
  frame.onscroll = () => drawing.names.setAttribute("transform", `translate(${frame.scrollLeft} 0)`);
  frame.onscroll();
  drawing.root.addEventListener("pointermove", (event) => point(event, drawing));
  byId("readout").textContent = word("move_over");
}

function point(event, drawing) {
  const x = event.clientX - drawing.root.getBoundingClientRect().left;
  const moment = drawing.scale.moment(x);
  drawing.hair.setAttribute("x1", x);
  drawing.hair.setAttribute("x2", x);
  const band = data.picture.bands.find((candidate) => candidate.start <= moment && moment < candidate.end);
  byId("readout").textContent = [clock(moment), ...(band ? describe(band, moment) : [])].join(" · ");
}

function describe(band, moment) {
  const share = (moment - band.start) / Math.max(1, band.end - band.start);
  const media = band.media_from + share * (band.media_to - band.media_from);
  const credit = data.credits.find((candidate) => candidate.start <= moment && moment < candidate.end);
  const fate = credit ? [word(credit.kind) + (credit.reason ? `:${reasonWord(credit.reason)}` : "")] : [];
  return [stateWord(band.kind), `${band.lesson} ${minutes(media)}`, ...fate];
}

function show({ mark, finding }) {
  if (mark) {
    byId("readout").textContent = [clock(mark.at), markWord(mark), mark.where].filter(Boolean).join(" · ");
    return;
  }
  const item = byId(`finding-${finding}`);
  for (const other of document.querySelectorAll(".chosen")) other.classList.remove("chosen");
  item.classList.add("chosen");
  byId("chart").querySelectorAll(".finding")[finding]?.classList.add("chosen");
  byId("readout").textContent = said(data.verdict.findings[finding].message);
  item.scrollIntoView({ block: "nearest" });
}

function zoomBy(factor) {
  zoom = Math.min(12, Math.max(1, zoom * factor));
  if (data) drawChart();
}

byId("zoom-in").addEventListener("click", () => zoomBy(ZOOM));
byId("zoom-out").addEventListener("click", () => zoomBy(1 / ZOOM));
addEventListener("resize", () => data && drawChart());
speak(redraw);
redraw();
refresh();
