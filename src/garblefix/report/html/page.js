// The page: filters and orders, what follows from them, and the first drawing.

const STATES = [
  ["", "Any", () => true],
  ["not", "Not written", (flags) => !(flags & (APPLIED | UNWRITABLE))],
  ["written", "Written", (flags) => flags & APPLIED],
  ["cannot", "Cannot be written", (flags) => flags & UNWRITABLE],
];

function wanted() {
  const query = $("search").value.trim().toLowerCase();
  const kind = $("kind").value, lossy = $("lossy").value;
  const state = STATES.find(([name]) => name === $("state").value)[2];
  const from = Math.min(+$("from").value, +$("to").value), to = Math.max(+$("from").value, +$("to").value);
  return (row) => row.step >= from && row.step < to
    && (kind === "" || row.kind === +kind)
    && (lossy === "" || Boolean(row.flags & LOSSY) === (lossy === "1"))
    && state(row.flags)
    && (query === "" || textOf(row).includes(query));
}

// What a search looks in: the line as it was and as it is, and where it stands. Made when first asked for.
function textOf(row) {
  row.words ??= `${row.path}:${row.line}\n${row.left}${row.before.join("")}${row.right}\n${row.left}${row.after.join("")}${row.right}`.toLowerCase();
  return row.words;
}

const sorted = new Map();
function inOrder() {
  const group = $("group").value, order = $("order").value, key = `${group} ${order}`;
  if (!sorted.has(key)) {
    const compare = {
      sure: (one, other) => one.lowest - other.lowest,
      times: (one, other) => other.times - one.times,
      place: () => 0,
    }[order];
    // A group stands where its first row would.
    const best = new Map();
    if (group) {
      for (const row of rows) {
        const seen = best.get(row[group]);
        if (seen === undefined || compare(row, seen) < 0) best.set(row[group], row);
      }
    }
    sorted.set(key, [...rows].sort((one, other) => {
      if (group && one[group] !== other[group]) {
        const first = best.get(one[group]), second = best.get(other[group]);
        return compare(first, second) || first.place - second.place;
      }
      return compare(one, other) || one.place - other.place;
    }));
  }
  return sorted.get(key);
}

let groupCounts = new Map();
const showFixes = paged($("list"), document.querySelectorAll("#fixes .pager"), (items, list) => {
  const group = $("group").value;
  const parts = [];
  items.forEach((row, index) => {
    if (group && (index === 0 || items[index - 1][group] !== row[group])) {
      const words = group === "kind" ? kindWords(row.kind) : row.path;
      parts.push(element("h3", { class: "group" }, element("bdi", {}, words),
        element("span", { class: "quiet" }, counted(groupCounts.get(row[group]), "fix"))));
    }
    parts.push(card(row));
  });
  if (!parts.length) {
    const clear = element("button", { type: "reset", form: "filters" }, "Clear the filters");
    parts.push(element("p", { class: "nothing" }, "No fix is like that. ", clear));
  }
  list.replaceChildren(...parts);
});

function update() {
  const test = wanted(), group = $("group").value;
  const found = [], steps = new Array(STEPS).fill(0), kinds = new Array(data.kinds.length).fill(0);
  groupCounts = new Map();
  let fixes = 0;
  for (const row of inOrder()) {
    if (!test(row)) continue;
    found.push(row);
    fixes += row.times;
    steps[row.step] += row.times;
    kinds[row.kind] += row.times;
    if (group) groupCounts.set(row[group], (groupCounts.get(row[group]) ?? 0) + row.times);
  }
  const all = allFixes === fixes;
  $("shown").textContent = (all ? counted(fixes, "fix") : `${number(fixes)} of ${counted(allFixes, "fix")}`)
    + (found.length === fixes ? "" : ` in ${counted(found.length, "row")}`);
  showFixes(found);
  drawBars($("damages"), allKinds, kinds);
  drawHistogram(steps); // it takes the height that the bars leave
}

function drawTop() {
  const files = counted(data.read, "file");
  $("headline").textContent = data.fixes
    ? `${counted(data.fixes, "fix")} in ${number(data.changed)} of ${files}`
    : data.changed ? `${number(data.changed)} of ${files} to convert` : `Nothing to repair in ${files}`;
  const made = $("made");
  made.append(data.made);
  if (data.fixes) {
    made.append(data.fixesWritten === 0 ? " · nothing is written yet"
      : data.fixesWritten === data.fixes ? " · all of them are written"
      : ` · ${number(data.fixesWritten)} of them are written`);
  }
  const figures = [
    [data.read, "files read", ""], data.written ? [data.written, "files written", ""] : [data.changed, "files to change", ""], [data.fixes, "fixes", ""],
    [data.lost, "beyond recovery", data.lost ? "doubt" : ""], [data.failed, "errors", data.failed ? "bad" : ""],
    [data.encodings.length, "encodings", ""],
  ];
  $("figures").append(...figures.map(([value, words, look]) =>
    element("li", { class: look }, element("b", {}, number(value)), element("span", {}, words))));
  if (data.omitted) {
    $("fixes").insertBefore(element("p", { class: "note" },
      `${counted(data.omitted, "fix")} more found no room on this page. A report in CSV or JSON holds all of them.`), $("filters"));
  }
}

function drawFixes() {
  $("kind").append(...data.kinds.map((_, kind) => element("option", { value: kind }, kindWords(kind))));
  $("state").append(...STATES.map(([value, words]) => element("option", { value }, words)));
  for (const [id, value] of [["from", 0], ["to", STEPS]]) {
    Object.assign($(id), { min: 0, max: STEPS });
    $(id).defaultValue = $(id).value = value;
    $(id).addEventListener("input", () => { speak(); later(); });
  }
  const speak = () => ["from", "to"].forEach((id) => $(id).setAttribute("aria-valuetext", `${edge(+$(id).value)} percent`));
  let waiting = 0;
  // While somebody types or drags, the last word counts.
  const later = () => { clearTimeout(waiting); waiting = setTimeout(update, 120); };
  $("search").addEventListener("input", later);
  $("search").addEventListener("focus", () => rows.forEach(textOf), { once: true });
  for (const id of ["kind", "state", "lossy", "group", "order"]) $(id).addEventListener("change", update);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("reset", () => {
    $("from").value = 0;
    $("to").value = STEPS;
    setTimeout(() => { speak(); update(); });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/INPUT|SELECT/.test(document.activeElement.tagName)) {
      event.preventDefault();
      $("search").focus();
    }
  });
  addEventListener("resize", later);
  speak();
  update();
}

function drawList(id, items, draw) {
  if (!items.length) return;
  $(id).hidden = false;
  paged($(id).querySelector(".list"), $(id).querySelectorAll(".pager"),
    (part, list) => list.replaceChildren(...part.map(draw)))(items);
}

drawTop();
$("charts").hidden = !data.read;
$("fixes").hidden = !rows.length;
for (const id of ["histogram", "damages"]) $(id).closest("figure").hidden = !rows.length;
drawEncodings();
if (rows.length) drawFixes();
drawList("lost", lost, (span) => {
  const head = element("header", {}, placeOf(span), element("span", { class: "happened" }, span.reason));
  if (span.times > 1) head.append(tag(`${number(span.times)} times`));
  return element("article", { class: "fix gone" }, head, side("lost", "", ["", span.text], ""));
});
drawList("recoded", recoded, ({ path, encoding, target }) =>
  element("p", { class: "plain" }, element("bdi", { class: "place" }, path), ` ${encoding} → ${target}`));
drawList("runs", data.runs, ([path, words, confidence]) =>
  element("p", { class: "plain" }, element("bdi", { class: "place" }, path), ` ${words} · ${percent(confidence)}`));
drawList("errors", data.errors, ([path, reason]) =>
  element("p", { class: "plain" }, element("bdi", { class: "place" }, path), ` ${reason}`));
if (!rows.length && !lost.length && !recoded.length && !data.runs.length && !data.errors.length) {
  $("empty").hidden = false;
  $("empty").append(element("p", { class: "big" }, data.read ? "All is as it should be." : "No file was read."),
    element("p", { class: "quiet" }, data.read ? `${counted(data.read, "file")} read, nothing garbled found.` : "The paths lead to no file of text."));
}
