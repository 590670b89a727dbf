import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const SOURCES = path.resolve(__dirname, "../src");

/** Which folders of src/ each may import from. The catalog is the one place that names vendors. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  http: ["core"],
  alibaba: ["core", "http"],
  ibm: ["core", "http"],
  pulumi: ["core", "catalog"],
  sealing: ["core"],
  terraform: ["core", "sealing", "catalog"],
  cdktf: ["core", "terraform"],
  emulator: ["core"],
  cli: ["core", "catalog", "pulumi", "sealing", "terraform", "emulator"],
};

const filesOf = (folder: string): string[] =>
  readdirSync(path.join(SOURCES, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => path.join(SOURCES, folder, file));

/** The top-level folders, or files, of src/ that a file imports from. */
function importsOf(file: string): string[] {
  const found = [...readFileSync(file, "utf8").matchAll(/(?:from|import\(|require\()\s*"(\.[^"]+)"/g)];
  return found.map(
    ([, specifier = ""]) =>
      path.relative(SOURCES, path.resolve(path.dirname(file), specifier)).split(path.sep)[0] ?? "",
  );
}

describe.each(Object.entries(ALLOWED))("src/%s", (folder, allowed) => {
  it(`imports from nothing of ours but ${allowed.join(", ") || "itself"}`, () => {
    const strays = filesOf(folder).flatMap((file) =>
      importsOf(file)
        .filter((target) => target !== folder && !allowed.includes(target))
        .map((target) => `${path.relative(SOURCES, file)} imports from ${target}`),
    );
    expect(strays).toEqual([]);
  });
});
