// What the page shows: the JSON of #data as rows, and numbers as words.
// The scripts of this folder are one on the page, in the order that __init__.py names; nothing in them
// asks the network, and every text becomes a text node, never markup.
"use strict";

const LOSSY = 1, APPLIED = 2, UNWRITABLE = 4; // as in __init__.py
// Confidences crowd near 1, so the steps grow finer there.
const EDGES = [0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1];
const STEPS = EDGES.length - 1;

const $ = (id) => document.getElementById(id);
const number = (value) => value.toLocaleString("en");
const counted = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : noun.endsWith("x") ? "es" : "s"}`;

const data = JSON.parse($("data").textContent);
$("data").remove();
const rows = [], lost = [], recoded = [];
for (const [path, encoding, target, fixes, spans] of data.files) {
  for (const [line, column, kind, lowest, highest, flags, times, left, before, after, right] of fixes) {
    rows.push({
      path, line, column, kind, lowest, highest, flags, times, left, before, after, right,
      place: rows.length, step: stepOf(lowest), words: null,
    });
  }
  for (const [line, column, text, reason, times] of spans) lost.push({ path, line, column, text, reason, times });
  if (target) recoded.push({ path, encoding, target });
}
data.files = null;

// The step whose lower edge a confidence reaches; a certainty belongs to the last one.
function stepOf(confidence) {
  let step = 0;
  while (step < STEPS - 1 && confidence >= EDGES[step + 1]) step++;
  return step;
}

// Never rounded up, and never a certainty, as in words.py.
function percent(confidence) {
  if (confidence > 0.999) return ">99.9%";
  if (confidence > 0 && confidence < 0.001) return "<0.1%";
  return `${(Math.floor(confidence * 1000 + 1e-6) / 10).toFixed(1)}%`;
}

const edge = (index) => String(+(EDGES[index] * 100).toFixed(1));
const kindWords = (kind) => data.kinds[kind];

const allSteps = new Array(STEPS).fill(0), allKinds = new Array(data.kinds.length).fill(0);
let allFixes = 0;
for (const row of rows) {
  allSteps[row.step] += row.times;
  allKinds[row.kind] += row.times;
  allFixes += row.times;
}
