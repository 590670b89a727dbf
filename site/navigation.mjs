// The site's navigation is the table of pages in the README, and the index of the reference.
import { readFileSync } from "node:fs";
import path from "node:path";
import { examples, placeOf, root, writtenPages } from "./pages.mjs";

const textOf = (page) => readFileSync(path.join(root, page), "utf8");

const linksIn = (page, text) =>
  [...text.matchAll(/\[([^\]]+)\]\(([^)\s]+)\)/g)].map(([, label, target]) => ({
    text: label.replaceAll("`", ""),
    link: placeOf(page, target),
  }));

/** Each row of the README's table of pages: its subject and its pages. */
function sections() {
  const [, table = ""] = /^## Read on$(.*?)^## /ms.exec(`${textOf("README.md")}\n## `) ?? [];
  const rows = [...table.matchAll(/^\| ([^|]+) \| (.*) \|$/gm)].filter(([row]) => row.includes("]("));
  return rows.map(([, title, pages]) => ({ text: title.trim(), items: linksIn("README.md", pages) }));
}

/** The reference's own sections, by vendor. */
function reference() {
  const page = "docs/reference/README.md";
  const parts = textOf(page).split(/^## /m).slice(1);
  return parts.map((part) => {
    const rows = [...part.matchAll(/^\| (\[[^|]+) \|/gm)].flatMap(([, cell]) => linksIn(page, cell));
    return { text: part.split("\n", 1)[0], items: rows, collapsed: true };
  });
}

export function sidebar() {
  return sections().map((section) => {
    if (section.text === "Reference") return { ...section, items: [...section.items, ...reference().filter(hasItems)] };
    if (section.text === "Start") return { ...section, items: [...section.items, exampleList()] };
    return section;
  });
}

const hasItems = ({ items }) => items.length > 0;

function exampleList() {
  const items = examples().map(({ folder }) => ({ text: folder.slice("examples/".length), link: `/${folder}.md` }));
  return { text: "Examples", items, collapsed: true };
}

/** The sections for which the top bar has room on a small screen. */
const IN_BAR = ["Start", "Concepts", "How to", "Operations", "Reference"];

/** The sections, each with a link to its first page. */
export function bar() {
  const chosen = sections().filter(({ text }) => IN_BAR.includes(text));
  return chosen.map(({ text, items }) => ({ text, link: items[0].link }));
}

/** @returns the pages to which no entry of the navigation leads */
export function unreached() {
  const named = new Set(linksOf(sidebar()).map((link) => link.replace(/#.*/, "")));
  return [...writtenPages()]
    .filter(([, place]) => place !== "index.md" && !named.has(`/${place}`))
    .map(([page]) => page);
}

const linksOf = (items) => items.flatMap(({ link, items: inner = [] }) => [...(link ? [link] : []), ...linksOf(inner)]);
