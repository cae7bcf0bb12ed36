// From rows to elements: a fix before and after, and a list of which one page is in the document.

const PAGE = 100; // rows in the document, however many there are
const SVG = "http://www.w3.org/2000/svg";

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") made.className = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function drawn(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// What leaves no ink was written out by visible.py; a frame tells it from the text around it.
const UNSEEN = /(⟨(?:U\+[0-9A-F]{4,6}|0x[0-9A-F]{2})⟩|[\u2400-\u241f])/;
// Few fonts have the pictures of the controls.
const CONTROLS = ("NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI "
  + "DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US").split(" ");
function inked(text) {
  return text.split(UNSEEN).map((piece, index) => index % 2
    ? element("span", { class: "unseen" }, CONTROLS[piece.charCodeAt(0) - 0x2400] ?? piece.slice(1, -1))
    : piece);
}

function side(name, left, pieces, right) {
  const shown = element("div", { class: `side ${name}`, dir: "auto", lang: "", role: "group", "aria-label": name });
  if (left) shown.append(element("span", { class: "context" }, ...inked(left)));
  pieces.forEach((piece, index) => {
    if (piece) shown.append(...(index % 2 ? [element("mark", {}, ...inked(piece))] : inked(piece)));
  });
  if (right) shown.append(element("span", { class: "context" }, ...inked(right)));
  return shown;
}

// A name that was repaired stands in no line.
function placeOf({ path, line, column }) {
  const at = line ? `:${line}:${column}` : "";
  return element("span", { class: "place" }, element("bdi", {}, path), element("span", { class: "at" }, at));
}

function tag(words, look = "") {
  return element("span", { class: `tag ${look}` }, words);
}

function card(row) {
  const look = row.lowest >= 0.95 ? "high" : row.lowest >= 0.75 ? "middle" : "low";
  const [lowest, highest] = [percent(row.lowest), percent(row.highest)];
  const head = element("header", {}, placeOf(row), tag(lowest === highest ? lowest : `${lowest} to ${highest}`, `sure ${look}`));
  if (row.times > 1) head.append(tag(`${number(row.times)} times`, "times"));
  if (row.flags & LOSSY) head.append(tag("inferred, bytes are lost", "doubt"));
  if (row.flags & UNWRITABLE) head.append(tag("its encoding cannot write it", "low"));
  else if (row.flags & APPLIED) head.append(tag("written"));
  if ($("group").value !== "kind") head.append(element("span", { class: "happened" }, kindWords(row.kind)));
  return element("article", { class: "fix" }, head, element("div", { class: "sides" },
    side("before", row.left, row.before, row.right), side("after", row.left, row.after, row.right)));
}

// A list of which one page stands in the document.
function paged(list, pagers, draw) {
  let items = [], page = 0;
  const show = () => {
    const pages = Math.max(1, Math.ceil(items.length / PAGE));
    page = Math.min(Math.max(page, 0), pages - 1);
    const start = page * PAGE, end = Math.min(start + PAGE, items.length);
    draw(items.slice(start, end), list);
    for (const pager of pagers) {
      pager.replaceChildren();
      if (pages < 2) continue;
      const button = (words, sign, target) => {
        const made = element("button", { type: "button", "aria-label": words, title: words }, sign);
        made.disabled = target < 0 || target >= pages || target === page;
        made.addEventListener("click", () => {
          page = target;
          show();
          // At the lower pager the new rows are above.
          if (list.getBoundingClientRect().top < 0) list.scrollIntoView({ block: "start" });
        });
        return made;
      };
      pager.append(button("First page", "«", 0), button("Page before", "‹", page - 1),
        element("span", {}, `${number(start + 1)}–${number(end)} of ${number(items.length)}`),
        button("Next page", "›", page + 1), button("Last page", "»", pages - 1));
    }
  };
  return (given) => { items = given; page = 0; show(); };
}
