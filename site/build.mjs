// `npm run site`: installs the generator, collects the pages and builds the site into site/dist. Options go to the generator,
// for example `npm run site -- --base /keysmith/`.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { folder, install, run } from "./install.mjs";
import { forSite } from "./markdown.mjs";
import { examplePage, examples, folderLists, listPage, pictures, root, writtenPages } from "./pages.mjs";

const gathered = path.join(folder, "pages");

install();
gather();
run(process.execPath, [
  path.join(folder, "node_modules/vitepress/bin/vitepress.js"),
  "build",
  ...process.argv.slice(2),
]);

function gather() {
  rmSync(gathered, { recursive: true, force: true });
  for (const [page, place] of writtenPages()) put(place, forSite(page, readFileSync(path.join(root, page), "utf8")));
  for (const example of examples()) put(`${example.folder}.md`, examplePage(example));
  for (const list of folderLists()) put(`${list}.md`, listPage(list));
  for (const picture of pictures()) {
    const target = path.join(gathered, picture.slice("docs/".length));
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(path.join(root, picture), target);
  }
}

function put(place, text) {
  const file = path.join(gathered, place);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}
