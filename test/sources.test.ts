import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { vendors } from "../src/catalog";

const ROOT = path.resolve(__dirname, "..");
const SOURCES = path.join(ROOT, "src");
const EMULATOR = path.join(ROOT, "emulator/src");

/** They find what there is by the catalog, and must serve a resource that is added without a change. */
const ADAPTORS = ["pulumi", "terraform", "cdktf"];

/** All files below a folder of src/, or one that is told by its whole path, at any depth. */
const filesOf = (folder: string): string[] =>
  readdirSync(path.resolve(SOURCES, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => path.resolve(SOURCES, folder, file));

/** Without what is made from the definitions, which names all of them. */
const writtenFilesOf = (folder: string): string[] =>
  filesOf(folder).filter((file) => !path.relative(SOURCES, file).split(path.sep).includes("generated"));

/** The files, or folders, that a file imports, by their paths without an extension. */
function importsOf(file: string): string[] {
  const found = [...readFileSync(file, "utf8").matchAll(/(?:from|import\(|require\()\s*"(\.[^"]+)"/g)];
  return found.map(([, specifier = ""]) => path.resolve(path.dirname(file), specifier.replace(/\.js$/, "")));
}

/** What a file has of Node's modules under its own name, such as `sign` of node:crypto: a function of a vendor may be called so too. */
const takenFromNode = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/import \{([^}]*)\} from "node:/g)].flatMap(([, names = ""]) =>
    names.split(",").map((name) => name.trim()),
  );

/** Of what must not stand in code; examples in comments may. */
const codeOf = (file: string): string => readFileSync(file, "utf8").replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");

it.each(ADAPTORS)("src/%s names no vendor, resource, function or composition", (adaptor) => {
  const names = vendors.flatMap(({ name, definitions, functions, compositions = [] }) => [
    name,
    ...[...definitions, ...functions, ...compositions].map((each) => each.name),
  ]);
  const named = writtenFilesOf(adaptor).flatMap((file) => {
    const others = takenFromNode(file);
    const found = names.filter((name) => !others.includes(name) && new RegExp(`\\b${name}\\b`, "i").test(codeOf(file)));
    return found.map((name) => `${path.relative(SOURCES, file)} names ${name}`);
  });
  expect(named).toEqual([]);
});

it("the public surface is listed by name", () => {
  const all = [...filesOf(SOURCES), ...filesOf(EMULATOR)].filter((file) => /^export \*/m.test(codeOf(file)));
  expect(all.map((file) => path.relative(ROOT, file))).toEqual([]);
});

describe("imports", () => {
  it("go in no circle, also those of types", () => {
    const graph = new Map(
      [...filesOf(SOURCES), ...filesOf(EMULATOR)].map((file) => [
        file,
        importsOf(file).flatMap((target) => [`${target}.ts`, path.join(target, "index.ts")].filter(existsSync)),
      ]),
    );
    const shown = (file: string): string => path.relative(ROOT, file).replace(/\.ts$/, "");
    const circles = circlesIn(graph).map((circle) => circle.map(shown).sort().join(" "));
    expect(circles).toEqual([]);
  });

  it("that go in a circle are found, and those that only meet are not", () => {
    const graph = new Map([
      ["a", ["b", "c"]],
      ["b", ["d"]],
      ["c", ["d"]],
      ["d", ["e"]],
      ["e", ["d"]],
      ["f", ["f"]],
    ]);
    expect(circlesIn(graph)).toEqual([["d", "e"], ["f"]]);
  });
});

/** Files that reach one another, by each of their circles. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const reached = new Map([...graph.keys()].map((file) => [file, reachedFrom(graph, file)]));
  const inCircles = [...graph.keys()].filter((file) => reached.get(file)?.has(file));
  const circles = inCircles.map((file) =>
    inCircles.filter((other) => reached.get(file)?.has(other) && reached.get(other)?.has(file)),
  );
  return circles.filter(([first], index) => circles.findIndex(([other]) => other === first) === index);
}

function reachedFrom(graph: ReadonlyMap<string, readonly string[]>, start: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(graph.get(start) ?? [])];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    open.push(...(graph.get(file) ?? []));
  }
  return found;
}
