// Drives the report of an archive in headless Chromium and prints what it saw as one JSON object.
// node report.mjs FILE MODULES CHROMIUM SCREENSHOTS
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [file, modules, executablePath, folder] = process.argv.slice(2);
const require = createRequire(modules + "/");
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
const seen = { outside: [], errors: [] };

async function open(hash = "", options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true, ...options });
  const page = await context.newPage();
  page.on("request", (request) => { if (!request.url().startsWith("file:") && !/^(blob|data):/.test(request.url())) seen.outside.push(request.url()); });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") seen.errors.push(message.text()); });
  await page.goto(`file://${file}${hash}`);
  await page.waitForSelector("#count:not(:empty)");
  return page;
}

const titles = (page) => page.$$eval("#list > li summary", (all) => all.map((each) => each.firstChild.textContent));
const background = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
async function search(page, text) {
  await page.fill("#query", text);
  await page.waitForTimeout(300);
  return titles(page);
}

let page = await open("", { colorScheme: "light" });
seen.found = await titles(page);
await page.uncheck("#found");
seen.all = await titles(page);
seen.count = await page.textContent("#count");
seen.searched = await search(page, "drop TABLE");
seen.nothing = await search(page, "no such words");
await search(page, "");
await page.selectOption("#family", "individual-action");
seen.family = await titles(page);
await page.selectOption("#family", "");
await page.selectOption("#month", "2024-04");
seen.month = await titles(page);
await page.selectOption("#month", "");

// Down to the sentence and its suggestion.
await search(page, "drop table");
await page.click("#list > li summary");
seen.rules = await page.$$eval("#list .found h3", (all) => all.map((each) => each.textContent));
seen.marks = await page.$$eval("#list .found mark", (all) => all.map((each) => each.textContent));
seen.instead = await page.$$eval("#list .found .instead", (all) => all.map((each) => each.textContent));

// From what comes back to the documents.
seen.actions = await page.$$eval("[data-themes=actions] summary", (all) => all.map((each) => each.textContent));
await page.click("[data-themes=actions] summary");
seen.places = await page.$$eval("[data-themes=actions] a", (all) => all.map((each) => each.getAttribute("href")));
await page.click("[data-themes=actions] a");
await page.waitForTimeout(200);
seen.led = await page.evaluate(() => document.querySelector(location.hash + " details").open);

seen.charts = await page.$$eval("figure svg", (all) => all.map((each) => each.getAttribute("aria-label")));
seen.light = await background(page);
await page.screenshot({ path: `${folder}/light.png`, fullPage: true });
await page.click("#theme");
seen.dark = await background(page);
await page.screenshot({ path: `${folder}/dark.png`, fullPage: true });
await page.evaluate(axe);
seen.violations = (await page.evaluate(() => window.axe.run())).violations.map((each) => ({ id: each.id, impact: each.impact, nodes: each.nodes.map((node) => node.html.slice(0, 120)) }));

page = await open("#d1", { colorScheme: "dark", viewport: { width: 380, height: 800 } });
seen.system = await background(page);
seen.linked = await page.evaluate(() => document.querySelector("#d1 details").open);
seen.phone = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
seen.script = await page.evaluate(() => window.attacked === undefined);
await page.screenshot({ path: `${folder}/phone.png` });

await browser.close();
console.log(JSON.stringify(seen));
