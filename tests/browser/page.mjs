// Drives the page in headless Chromium and prints what it saw as one JSON object.
// node page.mjs ADDRESS MODULES CHROMIUM SCREENSHOTS
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [address, modules, executablePath, folder] = process.argv.slice(2);
const require = createRequire(modules + "/");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const seen = { outside: [], errors: [] };

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  const page = await context.newPage();
  page.on("request", (request) => { if (!request.url().startsWith(address) && !/^(blob|data):/.test(request.url())) seen.outside.push(request.url()); });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error" && !/40[01]|413|422|503|Failed to fetch|ERR_/.test(message.text())) seen.errors.push(message.text()); });
  await page.goto(address);
  await page.waitForSelector("#format option", { state: "attached" });
  return page;
}

const settled = (page) => page.waitForFunction(() => /finding|Nothing|^$/i.test(document.getElementById("status").textContent));
const status = (page) => page.textContent("#status");
async function write(page, text) {
  await page.fill("#text", text);
  await page.waitForTimeout(500);
  await settled(page);
}
async function violations(options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, bypassCSP: true, ...options });
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForSelector("#format option", { state: "attached" });
  await page.click("#example");
  await page.waitForSelector("#findings li");
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run());
  await context.close();
  return found.violations.map((each) => ({ id: each.id, impact: each.impact, nodes: each.nodes.map((node) => node.html.slice(0, 120)) }));
}

let page = await open();
seen.empty = await status(page);
await page.click("#example");
await page.waitForSelector("#findings li");
seen.example = await page.$$eval("#findings li h3", (titles) => titles.map((title) => title.textContent));
seen.marks = await page.$$eval("#marks mark", (all) => all.map((mark) => mark.textContent));
// Each mark lies under its words: the text area and the layer behind have one layout.
seen.aligned = await page.evaluate(() => {
  const a = document.getElementById("marks"), b = document.getElementById("text");
  return a.clientWidth === b.clientWidth && a.scrollHeight - b.scrollHeight < 30;
});
await page.screenshot({ path: `${folder}/light.png` });

// Keyboard: to the next finding, which is selected in the text.
await page.focus("#text");
await page.keyboard.press("F8");
seen.selected = await page.evaluate(() => { const t = document.getElementById("text"); return t.value.slice(t.selectionStart, t.selectionEnd); });
await page.keyboard.press("Shift+F8");
seen.before = await page.evaluate(() => { const t = document.getElementById("text"); return t.value.slice(t.selectionStart, t.selectionEnd); });

await page.click("#findings details summary");
await page.waitForFunction(() => document.querySelector("#findings details p").textContent.length > 10);
seen.why = await page.textContent("#findings details p");

// A suggestion is put in, and taken back.
const original = await page.inputValue("#text");
const button = await page.$("#findings .suggestions button");
seen.suggestions = (await page.$$("#findings .suggestions button")).length;
if (button) {
  const label = await button.textContent();
  await button.click();
  await page.waitForTimeout(300);
  await settled(page);
  seen.applied = (await page.inputValue("#text")) !== original && label.length > 0;
  await page.click("#undo");
  await settled(page);
}
seen.undone = (await page.inputValue("#text")) === original;

// Filters.
const all = (await page.$$("#findings > li")).length;
await page.click("#filters button");
seen.filtered = (await page.$$("#findings > li")).length < all;
await page.click("#filters button");
seen.unfiltered = (await page.$$("#findings > li")).length === all;

// Marks of every severity have the text's own letters.
await write(page, "# Postmortem: late mail\n\n## Root cause\n\nAna forgot it.\n\n## Actions\n\n- Improve alerting\n- Add a check (Ana, 2 May)\n");
seen.letters = await page.evaluate(() => {
  const look = (node) => { const style = getComputedStyle(node); return [style.font, style.letterSpacing].join(); };
  return [...document.querySelectorAll("#marks mark")].map((mark) => [mark.className.split(" ")[1], look(mark) === look(document.getElementById("text")) && getComputedStyle(mark).color === "rgba(0, 0, 0, 0)"]);
});

// Emoji: places are counted in other units than the service's.
await write(page, "😀😀 Root cause: 😀 Ana forgot to renew the certificate. 😀\n");
seen.emoji = await page.$$eval("#marks mark", (marks) => marks.map((mark) => mark.textContent));
await page.keyboard.press("F8");

// A keystroke before a finding moves its mark.
await page.evaluate(() => document.getElementById("text").setSelectionRange(0, 0));
await page.focus("#text");
await page.keyboard.press("Home");
await page.keyboard.type("x");
seen.moved = await page.$$eval("#marks mark", (marks) => marks.map((mark) => mark.textContent));
await page.waitForTimeout(500);

await write(page, "The deploy path had no check.\n");
seen.clean = await status(page);
await write(page, "x ".repeat(150000));
seen.huge = await page.textContent("#problem");
await write(page, "<img src=x onerror=alert(1)> Ana forgot to renew the certificate. <script>alert(2)</script>\n");
seen.escaped = (await page.$$("#marks img, #findings img, #marks script")).length === 0;

// Errors of the service.
await page.route("**/v1/lint", (route) => route.fulfill({ status: 503, contentType: "application/problem+json", body: '{"detail": "There are too many requests."}' }));
await write(page, "Ana forgot it.\n");
seen.busy = await page.textContent("#problem");
await page.unroute("**/v1/lint");
await page.route("**/v1/lint", (route) => route.abort());
await write(page, "Ana forgot it again.\n");
seen.gone = await page.textContent("#problem");
await page.unroute("**/v1/lint");

// A file that is dropped.
await page.evaluate(() => {
  const data = new DataTransfer();
  data.items.add(new File(["# Root cause\n\nBen forgot to renew the certificate.\n"], "dropped.md", { type: "text/markdown" }));
  document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
});
await page.waitForSelector("#findings li");
seen.dropped = await page.textContent("#findings li h3");
const download = page.waitForEvent("download");
await page.click("#download");
seen.download = (await download).suggestedFilename();

// Files of other formats: HTML is text, a Word document is not.
async function drop(name) {
  await page.evaluate(([title, data]) => {
    const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], title));
    document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, [name, readFileSync(`${folder}/${name}`).toString("base64")]);
}
await drop("review.html");
await page.waitForFunction(() => document.getElementById("text").value.startsWith("<h1>") && /finding/.test(document.getElementById("status").textContent));
seen.html = { format: await page.inputValue("#format"), marks: await page.$$eval("#marks mark", (marks) => marks.map((mark) => mark.textContent)) };
await drop("review.docx");
await page.waitForFunction(() => document.getElementById("text").value.startsWith("# Root cause") && /finding/.test(document.getElementById("status").textContent));
seen.word = { text: await page.inputValue("#text"), format: await page.inputValue("#format"), marks: await page.$$eval("#marks mark", (marks) => marks.map((mark) => mark.textContent)) };
await page.screenshot({ path: `${folder}/word.png` });
await page.click("#undo");
seen.back = (await page.inputValue("#text")).startsWith("<h1>");
await drop("broken.docx");
await page.waitForFunction(() => document.getElementById("problem").textContent);
seen.broken = await page.textContent("#problem");
seen.kept = (await page.inputValue("#text")).startsWith("<h1>");
await page.context().close();

page = await open({ viewport: { width: 390, height: 780 }, colorScheme: "dark" });
await page.click("#example");
await page.waitForSelector("#findings li");
seen.phone = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
// A finding leads to its words, which stand above the list.
await page.click("#findings > li:last-child h3 button");
await page.waitForTimeout(300);
seen.led = await page.evaluate(() => { const place = document.getElementById("text").getBoundingClientRect(); return place.bottom > 100 && place.top < window.innerHeight - 100; });
await page.screenshot({ path: `${folder}/phone-dark.png`, fullPage: true });
await page.goto(address + "/rules/omission");
await page.screenshot({ path: `${folder}/rule-dark.png` });
await page.context().close();

seen.violations = [...(await violations({ colorScheme: "light" })), ...(await violations({ colorScheme: "dark" }))];
await browser.close();
console.log(JSON.stringify(seen));
