import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { blocksOf } from "./pages/blocks";

const root = path.join(__dirname, "..");
const pages = [
  "README.md",
  "DESIGN.md",
  "SECURITY.md",
  ...readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => path.join("docs", name)),
];

describe("the pages", () => {
  it.each(pages)("%s links to files and headings that exist", (page) => {
    expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([]);
  });

  it("are linked from the README, all but those of the reference, which its index links", () => {
    const linked = linksOf("README.md").map((link) => link.replace(/#.*/, ""));
    const guides = pages.filter((page) => page !== "README.md" && !page.startsWith(path.join("docs", "reference")));
    expect(guides.filter((page) => !linked.includes(page.split(path.sep).join("/")))).toEqual([]);
  });

  it("begin with a README that is read in one go", () => {
    expect(textOf("README.md").split("\n").length).toBeLessThan(150);
  });
});

it("the definition of the page about adding a resource compiles where the page puts it", () => {
  const blocks = blocksOf("docs/adding-a-resource.md");
  const { code = "" } = blocks.find(({ section, language }) => section === "The definition" && language === "ts") ?? {};
  const file = path.join(root, "src/alibaba/note.ts");
  const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...more) =>
    name === file ? ts.createSourceFile(name, code, ts.ScriptTarget.ES2022) : getSourceFile(name, ...more);
  const program = ts.createProgram([file], { ...options, noEmit: true, incremental: false, composite: false }, host);
  const found = ts.getPreEmitDiagnostics(program, program.getSourceFile(file));
  expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
  expect(code).toContain("define({");
}, 60_000);

// It had gone without six of them.
it("DESIGN.md names each optional part of a definition", () => {
  const file = "src/core/definition.ts";
  const parsed = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.ES2022);
  const abilities = parsed.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === "Abilities",
  ) as ts.InterfaceDeclaration;
  const parts = abilities.members.map(({ name }) => name?.getText(parsed));
  const [, listed = ""] = /Optional parts express abilities[^:]*:(.*?)\./s.exec(textOf("DESIGN.md")) ?? [];
  expect([...listed.matchAll(/`(\w+)`/g)].map(([, name]) => name).sort()).toEqual(parts.sort());
});

function textOf(page: string): string {
  return readFileSync(path.join(root, page), "utf8");
}

/** The targets of links within the project. */
function linksOf(page: string): string[] {
  const text = textOf(page).replaceAll(/^```.*?^```/gms, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^https?:/.test(target));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [file = "", heading] = link.split("#");
  const target = file === "" ? page : path.join(path.dirname(page), file);
  if (!existsSync(path.join(root, target))) return false;
  return heading === undefined || headingsOf(target).includes(heading);
}

/** The anchors that forges make of a page's headings. */
function headingsOf(page: string): string[] {
  const headings = [...textOf(page).matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => title);
  return headings.map((title) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}
