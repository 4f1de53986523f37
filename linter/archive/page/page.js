"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const SEVERITIES = ["hint", "info", "warning", "error"], PAGE = 100, MARK = "\u001f";
// A document is [path, source, day, title, words, findings], a finding [rule, severity, section, where, sentence, message, question, suggestions].
const docs = data.documents, texts = data.texts, rules = data.rules;
const $ = (id) => document.getElementById(id);

function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// Light or dark: as the system says, until the reader does.
const system = matchMedia("(prefers-color-scheme: dark)");
function paint(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  $("theme").textContent = dark ? "Light" : "Dark";
}
system.addEventListener("change", (event) => paint(event.matches));
$("theme").addEventListener("click", () => paint(document.documentElement.dataset.theme !== "dark"));
paint(system.matches);

const month = (doc) => (doc[2] ? doc[2].slice(0, 7) : "undated");
function fill(select, values) {
  for (const [value, label] of values) select.append(make("option", { value, textContent: label }));
}
const used = new Set(docs.flatMap((doc) => doc[5].map((each) => each[0])));
const codes = Object.keys(rules).filter((code) => used.has(code)).sort();
fill($("family"), [...new Set(codes.map((code) => rules[code].category))].map((name) => [name, name]));
fill($("rule"), codes.map((code) => [code, `${code} ${rules[code].name}`]));
fill($("month"), [...new Set(docs.map(month))].sort().reverse().map((name) => [name, name]));

let haystack = null;
function hay(index) {
  haystack ??= docs.map((doc) => [doc[0], doc[3], ...doc[5].map((each) => each[4].replaceAll(MARK, ""))].join("\n").toLowerCase());
  return haystack[index];
}

let shown = [];
let limit = PAGE;
function filter() {
  const words = $("query").value.toLowerCase().split(/\s+/).filter(Boolean);
  const family = $("family").value, rule = $("rule").value, when = $("month").value, found = $("found").checked;
  const fits = (each) => (!rule || each[0] === rule) && (!family || rules[each[0]].category === family);
  shown = [];
  docs.forEach((doc, index) => {
    if (when && month(doc) !== when) return;
    if ((found || family || rule) && !doc[5].some(fits)) return;
    if (words.length && !words.every((word) => hay(index).includes(word))) return;
    shown.push(index);
  });
  limit = PAGE;
  list();
}

function list() {
  $("list").replaceChildren(...shown.slice(0, limit).map(entry));
  $("more").hidden = shown.length <= limit;
  $("count").textContent = `${shown.length.toLocaleString("en")} of ${docs.length.toLocaleString("en")} documents`;
}

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

function entry(index) {
  const doc = docs[index];
  const details = make("details", {}, make("summary", {}, doc[3] || doc[0], " ", make("span", { className: "when", textContent: `${doc[2] || "undated"} · ${count(doc[5].length, "finding")}` })));
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(inside(doc));
  });
  return make("li", { id: `d${index}` }, details);
}

function inside(doc) {
  const place = make("div", { className: "place", textContent: `${doc[0]} · ${count(doc[4], "word")} · from ${data.sources[doc[1]]}` });
  return make("div", { className: "inside" }, place, ...doc[5].map(finding), ...(doc[5].length ? [] : [make("div", { textContent: "No findings." })]));
}

function finding([code, severity, section, where, sentence, message, question, suggestions]) {
  const [before, marked, behind] = sentence.split(MARK);
  const rule = rules[code];
  const parts = [
    make("h3", { textContent: `${code} ${rule.name}` }),
    make("p", { className: "when", textContent: `${SEVERITIES[severity]} · ${texts[section]} · ${texts[where]}` }),
    make("p", { className: "said" }, before, make("mark", { textContent: marked }), behind),
    make("p", { textContent: texts[message] }),
    make("p", { className: "ask", textContent: texts[question] }),
  ];
  const instead = suggestions.filter(([kind]) => kind !== "option"), options = suggestions.filter(([kind]) => kind === "option");
  for (const [kind, text] of instead) parts.push(make("p", { className: "instead", textContent: kind === "delete" ? "Instead: leave it out." : `Instead: ${texts[text]}` }));
  if (options.length) {
    parts.push(make("p", { textContent: "Options:" }), make("ul", {}, ...options.map(([, text, tier]) => make("li", {}, texts[text], " ", make("span", { className: "tier", textContent: tier })))));
  }
  parts.push(make("p", { className: "when", textContent: rule.why }));
  return make("div", { className: `found ${rule.category}` }, ...parts);
}

// A document by its address (#d12), also where the filters leave it out.
function open() {
  const index = Number(/^#d(\d+)$/.exec(location.hash)?.[1] ?? -1);
  if (!docs[index]) return;
  let item = $(`d${index}`);
  if (!item) {
    item = entry(index);
    $("list").prepend(item);
  }
  item.firstElementChild.open = true;
  item.scrollIntoView({ block: "start" });
  item.querySelector("summary").focus({ preventScroll: true });
}

for (const home of document.querySelectorAll("[data-themes]")) {
  const all = data[home.dataset.themes];
  const show = (from) => {
    home.append(...all.slice(from, from + 20).map(([text, reviews, places, note]) => {
      const details = make("details", {}, make("summary", {}, make("b", { textContent: count(reviews, "review") }), text, " ", make("span", { className: "tier", textContent: note })));
      details.addEventListener("toggle", () => {
        if (!details.open || details.children.length > 1) return;
        details.append(make("div", { className: "inside" }, make("ul", {}, ...places.map(([doc, where]) => make("li", {}, make("a", { href: `#d${doc}`, textContent: docs[doc][3] || docs[doc][0] }), make("span", { className: "place", textContent: ` ${docs[doc][2] || "undated"}, ${docs[doc][0]}, ${where}` }))))));
      });
      return make("li", {}, details);
    }));
    if (all.length > from + 20) {
      const more = make("button", { type: "button", textContent: `Show more of ${all.length}` });
      more.addEventListener("click", () => { more.parentElement.remove(); show(from + 20); });
      home.append(make("li", {}, more));
    }
  };
  if (all.length) show(0);
  else home.append(make("li", { textContent: "Nothing comes back in several reviews." }));
}

let waiting = 0;
$("query").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 150); });
for (const id of ["family", "rule", "month", "found"]) $(id).addEventListener("change", filter);
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("more").addEventListener("click", () => { limit += PAGE; list(); });
addEventListener("hashchange", open);
filter();
open();
