// The charts: all fixes in pale, those that the filters leave in full.

const BARS = 8; // bars of a chart; the others are one more

function drawHistogram(steps) {
  const [from, to] = [+$("from").value, +$("to").value].sort((one, other) => one - other);
  $("range-words").textContent = from === 0 && to === STEPS ? "Drag the ends to see only some."
    : from === to ? "Nothing lies between." : `Shown: ${edge(from)} to ${edge(to)} % sure`;
  // In the pixels of the screen, so that the letters keep their size on a phone.
  const chart = $("histogram"), width = Math.max(chart.clientWidth, 240), height = chart.clientHeight || 152;
  const margin = 9, top = 16, bottom = height - 18, each = (width - 2 * margin) / STEPS;
  const highest = Math.max(1, ...allSteps);
  const bar = (look, step, count) => {
    const tall = count ? Math.max(2, (bottom - top) * count / highest) : 0;
    return drawn("rect", { class: look, x: margin + step * each + 1, y: bottom - tall, width: each - 2, height: tall, rx: 2 },
      drawn("title", {}, `${edge(step)} to ${edge(step + 1)} % sure: ${counted(count, "fix")}`));
  };
  chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
  chart.replaceChildren();
  steps.forEach((count, step) => {
    chart.append(bar("all", step, allSteps[step]), bar("shown", step, count));
    if (count) {
      const y = bottom - Math.max(2, (bottom - top) * allSteps[step] / highest) - 4;
      chart.append(drawn("text", { x: margin + (step + 0.5) * each, y }, short(count)));
    }
  });
  EDGES.forEach((_, index) => chart.append(drawn("text", { x: margin + index * each, y: height - 3 }, edge(index))));
  chart.setAttribute("aria-label", "Fixes by confidence: " + steps
    .map((count, step) => count ? `${edge(step)} to ${edge(step + 1)} percent ${number(count)}` : "").filter(Boolean).join(", "));
}

const short = (value) => value < 1000 ? String(value)
  : value < 9950 ? `${(value / 1000).toFixed(1)}k` : `${Math.round(value / 1000)}k`;

// Bars with all in pale and what is shown in full; a press on one filters by it.
function drawBars(place, all, shown) {
  const order = all.map((_, index) => index).sort((one, other) => all[other] - all[one]);
  const chosen = $("kind").value, highest = Math.max(1, ...all);
  const kept = order.slice(0, order.length > BARS + 1 ? BARS : order.length);
  const focused = document.activeElement?.dataset?.kind;
  place.replaceChildren(...kept.map((kind) => {
    const made = element("button", { type: "button", "aria-pressed": String(chosen === String(kind)), "data-kind": kind },
      ...barParts(kindWords(kind), all[kind] / highest, shown[kind] / highest, shown[kind]));
    made.addEventListener("click", () => {
      $("kind").value = chosen === String(kind) ? "" : String(kind);
      update();
    });
    return made;
  }));
  if (kept.length < order.length) {
    const others = order.slice(kept.length).reduce((sum, kind) => sum + shown[kind], 0);
    place.append(element("p", { class: "quiet" }, `${number(order.length - kept.length)} others, ${counted(others, "fix")}`));
  }
  if (focused !== undefined) place.querySelector(`[data-kind="${focused}"]`)?.focus();
}

function barParts(name, all, shown, count) {
  const chart = drawn("svg", { viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
    drawn("rect", { width: Math.max(all * 100, 0.6), height: 6, rx: 1 }),
    drawn("rect", { class: "shown", width: count ? Math.max(shown * 100, 0.6) : 0, height: 6, rx: 1 }));
  return [element("bdi", { class: "name" }, name), element("span", { class: "count" }, number(count)), chart];
}

function drawEncodings() {
  const [shown, others] = [data.encodings.slice(0, BARS), data.encodings.slice(BARS)];
  const highest = Math.max(1, ...shown.map(([, count]) => count));
  $("encodings").append(...shown.map(([name, count]) =>
    element("div", {}, ...barParts(name, count / highest, count / highest, count))));
  if (others.length) {
    const files = others.reduce((sum, [, count]) => sum + count, 0);
    $("encodings").append(element("p", { class: "quiet" }, `${number(others.length)} others, ${counted(files, "file")}`));
  }
}
