// The project's files that are pages of the site, and their places there.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Pages from outside docs/. */
const ELSEWHERE = { "README.md": "index.md", "DESIGN.md": "design.md", "emulator/README.md": "emulator.md" };

const textOf = (file) => readFileSync(path.join(root, file), "utf8");

const filesIn = (folder) =>
  readdirSync(path.join(root, folder), { recursive: true })
    .map((name) => path.posix.join(folder, name.split(path.sep).join("/")))
    .sort();

/** @returns each page of Markdown with its place in the site, both as paths with slashes */
export function writtenPages() {
  const docs = filesIn("docs").filter((file) => file.endsWith(".md"));
  return new Map([
    ...Object.entries(ELSEWHERE),
    ...docs.map((file) => [file, file.slice("docs/".length).replace(/README\.md$/, "index.md")]),
  ]);
}

/** @returns the pictures in the pages */
export const pictures = () => filesIn("docs").filter((file) => file.endsWith(".svg"));

const isShown = (file) => !/(^|\/)(node_modules|package\.json|tsconfig\.json|cdktf\.json)(\/|$)/.test(file);

/** The folders of examples, each with the files that a page of the site shows. */
export function examples() {
  const shown = filesIn("examples").filter((file) => statSync(path.join(root, file)).isFile() && isShown(file));
  const folders = [...new Set(shown.map((file) => path.posix.dirname(file)))];
  return folders.map((folder) => ({ folder, files: shown.filter((file) => path.posix.dirname(file) === folder) }));
}

/** The parent folders that have no files of their own. */
export function folderLists() {
  const folders = examples().map(({ folder }) => folder);
  const above = folders.flatMap((folder) =>
    folder.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/")),
  );
  return [...new Set(above)].filter((folder) => !folders.includes(folder));
}

const LANGUAGES = { ".ts": "ts", ".tf": "hcl", ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".py": "python" };

export function examplePage({ folder, files }) {
  const parts = files.map((file) => {
    const language = LANGUAGES[path.extname(file)] ?? "txt";
    return `\`${path.posix.basename(file)}\`\n\n\`\`\`${language}\n${textOf(file).trimEnd()}\n\`\`\`\n`;
  });
  return `# Example: ${folder.slice("examples/".length)}\n\nThe files of \`${folder}\`.\n\n${parts.join("\n")}`;
}

/** A table of contents for a link to a folder of folders. */
export function listPage(folder) {
  const within = examples().filter((example) => example.folder.startsWith(`${folder}/`));
  const lines = within.map((example) => {
    const name = example.folder.slice(folder.length + 1);
    return `- [${name}](/${example.folder}.md)`;
  });
  return `# ${folder === "examples" ? "Examples" : `Examples: ${folder.slice("examples/".length)}`}\n\n${lines.join("\n")}\n`;
}

/** @returns the place in the site of a link's target, or undefined when the site does not have it */
export function placeOf(page, link) {
  const [file, hash = ""] = link.split(/(?=#)/);
  const target = file === "" ? page : path.posix.join(path.posix.dirname(page), file).replace(/\/$/, "");
  const place = writtenPages().get(target) ?? examplePlace(target);
  return place === undefined ? undefined : `/${place}${hash}`;
}

function examplePlace(target) {
  if (!target.startsWith("examples") || !existsSync(path.join(root, target))) return undefined;
  const isFile = statSync(path.join(root, target)).isFile();
  return `${isFile ? path.posix.dirname(target) : target}.md`;
}
