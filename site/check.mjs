// `npm run site:check`: looks at each page of the built site on a phone and on a desktop, light and dark, and prints the defects
// as JSON, by kind.
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";
import { findBrowser } from "./browser.mjs";
import { linksAndPlaces, overhang, pictures, unreadable } from "./looks.mjs";
import { unreached } from "./navigation.mjs";
import { serve } from "./server.mjs";

const SITE = path.join(path.dirname(fileURLToPath(import.meta.url)), "dist");
const WIDTHS = [360, 1280];
const SCHEMES = ["light", "dark"];
/** Contrasts that the Web Content Accessibility Guidelines require for body text and for large text; the size is in pixels. */
const READABLE = { smallest: 12, faintest: 4.5, faintestLarge: 3 };
const SMALLEST_IN_PICTURES = 10;

const found = { errors: [], requests: [], width: [], reading: [], links: [], search: [], navigation: [] };
const visited = new Map();

const server = await serve(SITE);
const browser = await puppeteer.launch({
  executablePath: await findBrowser(),
  args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
});
try {
  const page = await watchedPage();
  for (const name of htmlFiles()) await visit(page, name);
  checkLinks();
  for (const width of WIDTHS) await search(page, width);
} finally {
  await browser.close();
  server.close();
}
found.navigation.push(...unreached());
if (Object.values(found).some((each) => each.length > 0)) process.exitCode = 1;
console.log(JSON.stringify({ pages: visited.size, ...found }, undefined, 2));

function htmlFiles() {
  const files = readdirSync(SITE, { recursive: true }).filter((name) => name.endsWith(".html") && name !== "404.html");
  return files.map((name) => name.split(path.sep).join("/")).sort();
}

async function watchedPage() {
  const page = await browser.newPage();
  const where = () => page.url().replace(server.url, "");
  page.on("pageerror", (error) => found.errors.push(`${where()}: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) found.errors.push(`${where()}: ${message.text()}`);
  });
  page.on("response", (reply) => {
    if (reply.status() >= 400) found.errors.push(`${where()}: ${reply.status()} of ${reply.url()}`);
  });
  page.on("request", (request) => {
    const isOwn = request.url().startsWith(`${server.url}/`) || /^(data|blob):/.test(request.url());
    if (!isOwn) found.requests.push(`${where()}: ${request.url()}`);
  });
  return page;
}

/** Waits until the page's own program has taken over the server's HTML. */
async function open(page, name) {
  await page.goto(`${server.url}/${name}`);
  await page.waitForFunction(() => document.querySelector("#app")?.__vue_app__ !== undefined);
  // Without this, colours are read in the middle of their transition from light to dark.
  await page.addStyleTag({ content: "* { transition: none !important; }" });
}

async function visit(page, name) {
  await open(page, name);
  visited.set(name, await page.evaluate(linksAndPlaces));
  if (visited.get(name).title === "") found.errors.push(`/${name}: has no title`);
  for (const width of WIDTHS) {
    await page.setViewport({ width, height: 800 });
    found.width.push(...(await page.evaluate(overhang)).map((what) => `/${name} at ${width}: ${what}`));
    for (const { name: picture, alt, smallest } of await page.evaluate(pictures)) {
      if (!(smallest >= SMALLEST_IN_PICTURES)) found.reading.push(`/${name} at ${width}: ${picture} ${smallest}px`);
      if (alt === "") found.reading.push(`/${name}: ${picture} has no text for those who can't see it`);
    }
    for (const scheme of SCHEMES) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.waitForFunction((dark) => document.documentElement.matches(".dark") === dark, {}, scheme === "dark");
      const faults = await page.evaluate(unreadable, READABLE);
      found.reading.push(...faults.map((what) => `/${name} at ${width}, ${scheme}: ${what}`));
    }
  }
}

function checkLinks() {
  for (const [name, { links }] of visited)
    for (const link of links.filter((each) => each.startsWith(`${server.url}/`))) {
      const { pathname, hash } = new URL(link);
      const target = visited.get(pathname.slice(1).replace(/(^|\/)$/, "$1index.html"));
      const leads = target && (hash === "" || target.places.includes(decodeURIComponent(hash.slice(1))));
      if (!leads) found.links.push(`/${name} links to ${pathname}${hash}`);
    }
}

/** Types a word that occurs deep inside one page, and checks that the search offers that page. */
async function search(page, width) {
  await page.setViewport({ width, height: 800 });
  await open(page, "");
  await page.click("#local-search button");
  await page.waitForSelector(".search-input");
  await page.type(".search-input", "renewBefore overlap");
  const links = await page
    .waitForSelector(".results a", { timeout: 10_000 })
    .then(() => page.$$eval(".results a", (results) => results.map(({ href }) => href)))
    .catch(() => []);
  if (!links.some((link) => link.includes("/rotation.html")))
    found.search.push(`at ${width}: only ${links.join(", ")}`);
}
