// `node site/check-map.mjs <file.html> <word>`: uses a page of `keysmith access map` as readers do: on a phone and on a desktop,
// light and dark, by keyboard, and with a search for the word. Prints its observations and the defects as JSON.
import path from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";
import { findBrowser } from "./browser.mjs";
import { overhang, unreadable } from "./looks.mjs";

const [file = "", word = ""] = process.argv.slice(2);
const url = pathToFileURL(path.resolve(file)).href;
const READABLE = { smallest: 12, faintest: 4.5, faintestLarge: 3 };

const found = { errors: [], requests: [], width: [], reading: [] };
const browser = await puppeteer.launch({
  executablePath: await findBrowser(),
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  const page = await browser.newPage();
  page.on("pageerror", (error) => found.errors.push(error.message));
  page.on("console", (message) => found.errors.push(message.text()));
  page.on("dialog", (dialog) => {
    found.errors.push(`a dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== url) found.requests.push(request.url());
  });
  await page.goto(url);
  for (const width of [360, 1280]) await look(page, width);
  const seen = await page.evaluate(shown);
  const keyboard = await byKeyboard(page);
  const search = await searched(page);
  console.log(JSON.stringify({ ...found, seen, keyboard, search }));
} finally {
  await browser.close();
}

async function look(page, width) {
  await page.setViewport({ width, height: 800 });
  found.width.push(...(await page.evaluate(overhang)).map((what) => `at ${width}: ${what}`));
  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    const faults = await page.evaluate(unreadable, READABLE);
    found.reading.push(...faults.map((what) => `at ${width}, ${scheme}: ${what}`));
  }
}

/** The boxes in the page, and whether any overlap. Runs inside the page. */
function shown() {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const boxes = (picture) => all(".part > rect", picture).map((rect) => rect.getBoundingClientRect());
  const overlap = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  const overlapping = all(".picture").flatMap((picture) =>
    boxes(picture).filter((one, at, every) => every.some((other, index) => index > at && overlap(one, other))),
  );
  const nameless = all("a, button, input, [role=button], [role=group], [role=region]").filter(
    (element) =>
      !element.getAttribute("aria-label") &&
      !element.getAttribute("aria-labelledby") &&
      !(element.textContent || element.labels?.[0]?.textContent),
  );
  return {
    pictures: all(".picture").length,
    titles: all(".part .title").map(({ textContent }) => textContent),
    edges: all(".edge").length,
    marks: all("tbody .rotate").length,
    images: all("img, iframe, object, link").length,
    overlapping: overlapping.length,
    nameless: nameless.map(({ outerHTML }) => outerHTML.slice(0, 80)),
  };
}

/** The content of the box with the keyboard focus. Runs inside the page. */
function focused() {
  return document.activeElement.querySelector(":scope > title")?.textContent.split("\n")[0];
}

/** Goes by Tab from the skip link to the first picture, through it by the arrow keys, and presses Enter. */
async function byKeyboard(page) {
  await page.evaluate(() => document.querySelector(".all").remove());
  let tabs = 0;
  while (!(await page.evaluate(focused)) && tabs++ < 30) await page.keyboard.press("Tab");
  const way = [await page.evaluate(focused)];
  for (const key of ["ArrowRight", "ArrowRight", "ArrowRight"]) {
    await page.keyboard.press(key);
    way.push(await page.evaluate(focused));
  }
  await page.keyboard.press("Enter");
  const about = await page.$eval("#about", ({ hidden, textContent }) => !hidden && textContent);
  const lit = await page.$$eval(".part.lit", (parts) => parts.length);
  await page.keyboard.press("Escape");
  const isClosed = await page.$eval("#about", ({ hidden }) => hidden);
  return { way, about, lit, isClosed };
}

async function searched(page) {
  await page.keyboard.press("/");
  await page.keyboard.type(word);
  return page.evaluate(() => {
    const texts = (selector) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent);
    return {
      told: document.querySelector("#found").textContent,
      hits: texts(".part.hit .title"),
      left: [...document.querySelectorAll(".picture")].filter(({ hidden }) => !hidden).length,
    };
  });
}
