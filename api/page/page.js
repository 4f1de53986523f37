// The page: sends the text after a pause in typing, marks what reads as blame, and puts suggestions in.

const WAIT = 400;
const EXAMPLE = `# Checkout outage, 3 March

## Timeline

- 14:02 Priya deployed v212.
- 14:09 The error rate of checkout rose to 12 %.

## Root cause

Priya pushed a bad timeout to production. The reviewers should have noticed it.

## Actions

- Everyone needs to be more careful with timeouts.
- The deploy pipeline rejects timeouts above 30 s (Lee, by Friday).
`;

const get = (id) => document.getElementById(id);
const text = get("text"), marks = get("marks"), list = get("findings"), status = get("status");
const history = [];
const hidden = new Set();
const beside = matchMedia("(min-width: 60.01rem)");
let findings = [], linted = "", name = "review.md", extensions = {}, timer = 0, request = null, limit = Infinity, current = null;

const make = (tag, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};
const words = (label) => label.replaceAll("-", " ");
const shown = () => findings.filter((finding) => !hidden.has(finding.rule.category));

// The service counts code points, the browser UTF-16 code units.
function units(source) {
  const wide = [];
  let point = 0;
  for (const char of source) {
    if (char.length === 2) wide.push(point);
    point += 1;
  }
  return (offset) => {
    let low = 0, high = wide.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (wide[middle] < offset) low = middle + 1; else high = middle;
    }
    return offset + low;
  };
}

async function call(path, body) {
  request?.abort();
  const own = (request = new AbortController());
  const file = body instanceof Blob;
  const headers = { "Content-Type": file ? "application/octet-stream" : "application/json" };
  const key = sessionStorage.getItem("key");
  if (key) headers["X-API-Key"] = key;
  const response = await fetch(path, { method: body ? "POST" : "GET", headers, body: file ? body : body && JSON.stringify(body), signal: own.signal });
  if (response.ok) return response.json();
  get("unlock").hidden = response.status !== 401;
  const problem = await response.json().catch(() => ({}));
  throw new Error(problem.detail || problem.title || `The service answered ${response.status}.`);
}

async function lint() {
  clearTimeout(timer);
  const source = text.value;
  get("problem").textContent = "";
  if (!source.trim()) {
    request?.abort();
    show([], source);
    status.textContent = "Nothing to read yet.";
    return;
  }
  if ([...source].length > limit) {
    show([], source);
    status.textContent = "";
    get("problem").textContent = `The text is longer than ${limit.toLocaleString()} characters, which is the most that this service reads at once.`;
    return;
  }
  status.textContent = "Reading…";
  try {
    const report = (await call("/v1/lint", { documents: [{ path: name, text: source, format: get("format").value }] })).documents[0];
    if (source !== text.value) return;
    const at = units(source);
    for (const finding of report.findings) {
      finding.from = at(finding.start);
      finding.to = at(finding.end);
      for (const suggestion of finding.suggestions) {
        suggestion.from = at(suggestion.start);
        suggestion.to = at(suggestion.end);
      }
    }
    show(report.findings, source);
    const count = report.findings.length;
    status.textContent = count ? `${count} ${count === 1 ? "finding" : "findings"} in ${report.words} words.` : `No findings in ${report.words} words.`;
  } catch (error) {
    if (error.name === "AbortError") return;
    show([], source);
    status.textContent = "";
    get("problem").textContent = error instanceof TypeError ? "The service can't be reached." : error.message;
  }
}

function show(found, source) {
  findings = found;
  linted = source;
  current = null;
  filters();
  draw();
}

function draw() {
  list.replaceChildren(...shown().map(card));
  mark();
}

// Behind the text. After typing the marks are those of the text before, cut to where both are the same, until the next answer.
function mark() {
  const parts = [];
  let end = 0;
  for (const finding of shown()) {
    if (finding.to <= end) continue;
    const from = Math.max(finding.from, end);
    parts.push(linted.slice(end, from));
    const own = make("mark", { className: `${finding.rule.category} ${finding.severity}` }, linted.slice(from, finding.to));
    own.classList.toggle("current", finding === current);
    parts.push(own);
    end = finding.to;
  }
  // The last line break shows only with something behind it.
  marks.replaceChildren(...parts, linted.slice(end) + "\n");
  marks.scrollTop = text.scrollTop;
}

function card(finding) {
  const { rule } = finding;
  const title = make("button", { type: "button" }, `“${finding.excerpt}”`);
  title.addEventListener("click", () => go(finding));
  const suggestions = finding.suggestions.map((suggestion) => {
    const label = suggestion.kind === "delete" ? "Leave it out" : suggestion.text;
    const apply = make("button", { type: "button" }, make("span", { className: "kind" }, suggestion.kind === "delete" ? "" : `${suggestion.kind}${suggestion.tier ? `, ${suggestion.tier}` : ""}: `), label);
    apply.addEventListener("click", () => put(suggestion));
    return make("li", {}, apply);
  });
  const why = make("details", {}, make("summary", {}, "Why"), make("p", {}, "…"), make("p", {}, make("a", { href: `/rules/${rule.name}`, target: "_blank", rel: "noopener" }, `About ${rule.name}`)));
  why.addEventListener("toggle", async () => {
    why.children[1].textContent = (await reasons()).get(rule.code) ?? "";
  });
  const item = make("li", { className: rule.category },
    make("h3", {}, title),
    make("p", {}, make("span", { className: `severity ${finding.severity}` }, finding.severity), " ", make("span", { className: "tag" }, `${words(rule.category)} · ${rule.code}`), ` line ${finding.line}`),
    make("p", {}, finding.message),
    make("p", { className: "ask" }, finding.question),
    ...(suggestions.length ? [make("ul", { className: "suggestions", ariaLabel: "Suggestions" }, ...suggestions)] : []),
    why);
  item.classList.toggle("current", finding === current);
  return item;
}

let known = null;
const reasons = () => (known ??= fetch("/v1/rules", { headers: sessionStorage.getItem("key") ? { "X-API-Key": sessionStorage.getItem("key") } : {} })
  .then((response) => response.json()).then((rules) => new Map(rules.map((rule) => [rule.code, rule.why]))).catch(() => { known = null; return new Map(); }));

function filters() {
  const counts = new Map();
  for (const { rule } of findings) counts.set(rule.category, (counts.get(rule.category) ?? 0) + 1);
  get("filters").replaceChildren(...[...counts].map(([category, count]) => {
    const toggle = make("button", { type: "button", className: category, ariaPressed: String(!hidden.has(category)) }, `${words(category)} ${count}`);
    toggle.addEventListener("click", () => {
      if (!hidden.delete(category)) hidden.add(category);
      toggle.ariaPressed = String(!hidden.has(category));
      draw();
    });
    return toggle;
  }));
}

function select(finding) {
  current = finding;
  const index = shown().indexOf(finding);
  [...list.children].forEach((item, i) => item.classList.toggle("current", i === index));
  // Where the list stands below the text, it would take the text away.
  if (beside.matches) list.children[index]?.scrollIntoView({ block: "nearest" });
  mark();
}

function go(finding) {
  if (text.value !== linted) return;
  text.focus();
  text.setSelectionRange(finding.from, finding.to);
  select(finding);
  const place = marks.querySelector("mark.current");
  if (place) text.scrollTop = place.offsetTop - text.clientHeight / 3;
}

function put(suggestion) {
  // Offsets are those of the text that was read.
  if (text.value !== linted) return;
  remember();
  text.focus();
  text.setSelectionRange(suggestion.from, suggestion.to);
  // As if typed, so that the browser's own undo knows it, too.
  if (!document.execCommand(suggestion.text ? "insertText" : "delete", false, suggestion.text)) text.setRangeText(suggestion.text, suggestion.from, suggestion.to, "end");
  lint();
}

function remember() {
  history.push(text.value);
  get("undo").disabled = false;
}

function replace(value) {
  remember();
  text.value = value;
  lint();
}

async function read(file) {
  get("problem").textContent = "";
  let content = await file.text(), format = extensions[file.name.slice(file.name.lastIndexOf(".")).toLowerCase()], own = file.name;
  // A Word document, for one, is no text: the service knows how to read it.
  if (content.includes("\0") || content.includes("\ufffd")) {
    status.textContent = `Reading ${file.name}…`;
    try {
      ({ text: content, format } = await call(`/v1/text?path=${encodeURIComponent(file.name)}`, file));
    } catch (error) {
      if (error.name === "AbortError") return;
      status.textContent = "";
      get("problem").textContent = error instanceof TypeError ? "The service can't be reached." : error.message;
      return;
    }
    own = `${file.name}.md`;
  }
  name = own;
  if ([...get("format").options].some((option) => option.value === format)) get("format").value = format;
  replace(content);
}

// Until the next answer, findings before and behind the change keep their places; those in it go.
text.addEventListener("input", () => {
  clearTimeout(timer);
  const now = text.value, least = Math.min(linted.length, now.length), moved = now.length - linted.length;
  let same = 0, tail = 0;
  while (same < least && linted[same] === now[same]) same += 1;
  while (tail < least - same && linted.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const behind = linted.length - tail;
  findings = findings.filter((finding) => finding.to < same || finding.from > behind);
  for (const finding of findings) {
    if (finding.from <= behind) continue;
    for (const each of [finding, ...finding.suggestions]) {
      each.from += moved;
      each.to += moved;
    }
  }
  linted = now;
  filters();
  draw();
  timer = setTimeout(lint, WAIT);
});
text.addEventListener("scroll", () => { marks.scrollTop = text.scrollTop; });
for (const event of ["click", "keyup"]) {
  text.addEventListener(event, () => {
    const inside = shown().find((finding) => finding.from <= text.selectionStart && text.selectionStart < finding.to);
    if (inside && inside !== current) select(inside);
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "F8" || !shown().length) return;
  event.preventDefault();
  const all = shown();
  const index = all.indexOf(current);
  go(all[event.shiftKey ? (index <= 0 ? all.length : index) - 1 : (index + 1) % all.length]);
});
get("format").addEventListener("change", lint);
get("open").addEventListener("click", () => get("file").click());
get("file").addEventListener("change", () => { if (get("file").files[0]) read(get("file").files[0]); get("file").value = ""; });
get("example").addEventListener("click", () => { name = "review.md"; get("format").value = "markdown"; replace(EXAMPLE); });
get("undo").addEventListener("click", () => {
  text.value = history.pop() ?? text.value;
  get("undo").disabled = !history.length;
  lint();
});
get("copy").addEventListener("click", async () => {
  try { await navigator.clipboard.writeText(text.value); } catch { text.focus(); text.select(); document.execCommand("copy"); }
  status.textContent = "Copied.";
});
get("download").addEventListener("click", () => {
  const link = make("a", { href: URL.createObjectURL(new Blob([text.value], { type: "text/plain" })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
get("unlock").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("key", get("key").value);
  get("unlock").hidden = true;
  start();
});
for (const event of ["dragover", "dragleave", "drop"]) {
  get("drop").addEventListener(event, (at) => {
    if (![...(at.dataTransfer?.types ?? [])].includes("Files")) return;
    at.preventDefault();
    get("drop").classList.toggle("over", event === "dragover");
    if (event === "drop" && at.dataTransfer.files[0]) read(at.dataTransfer.files[0]);
  });
}

async function start() {
  try {
    const info = await call("/v1/info");
    limit = info.limits.characters;
    extensions = info.extensions;
    get("format").replaceChildren(...info.formats.map((format) => make("option", { value: format, selected: format === "markdown" }, format)));
  } catch (error) {
    get("problem").textContent = error.message;
  }
  if (text.value) lint();
}
start();
