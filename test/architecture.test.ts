import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const SOURCES = path.resolve(__dirname, "../src");
const EMULATOR = path.resolve(__dirname, "../emulator/src");

/** Which folders of src/ each may import from. The catalog is the one place that names vendors. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  http: ["core"],
  grpc: ["core"],
  alibaba: ["core", "http"],
  ibm: ["core", "http"],
  pulumi: ["core", "catalog", "grpc", "executable", "version"],
  sealing: ["core"],
  terraform: ["core", "grpc", "sealing", "catalog", "executable", "version"],
  cdktf: ["core", "terraform", "version"],
  cli: ["core", "catalog", "pulumi", "sealing", "terraform", "executable", "version"],
  executable: ["core", "cli", "pulumi", "terraform", "version"],
};

/** Of a folder of src/, or of one that is told by its whole path. */
const filesOf = (folder: string): string[] =>
  readdirSync(path.resolve(SOURCES, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => path.resolve(SOURCES, folder, file));

/** Every module that a file asks for, as it asks for it. */
const modulesAskedForIn = (file: string): string[] =>
  [...readFileSync(file, "utf8").matchAll(/(?:from\s|import\s|import\(|require\()\s*"([^"\n]+)"/g)].map(
    ([, name = ""]) => name,
  );

/** The top-level folders, or files, of src/ that a file imports from. */
const importsOf = (file: string): string[] =>
  modulesAskedForIn(file)
    .filter((name) => name.startsWith("."))
    .map((name) => path.relative(SOURCES, path.resolve(path.dirname(file), name)).split(path.sep)[0] ?? "");

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

/** `@scope/name` of `@scope/name/part`. */
function packageOf(module: string): string {
  return module.split("/", module.startsWith("@") ? 2 : 1).join("/");
}

describe("the emulator", () => {
  it("imports from nothing but its own folder, its dependencies and Node", () => {
    const { dependencies } = JSON.parse(readFileSync(path.join(EMULATOR, "../package.json"), "utf8"));
    const isAllowed = (file: string, name: string): boolean =>
      name.startsWith(".")
        ? path.resolve(path.dirname(file), name).startsWith(EMULATOR)
        : name.startsWith("node:") || Object.hasOwn(dependencies, packageOf(name));
    const strays = filesOf(EMULATOR).flatMap((file) =>
      modulesAskedForIn(file)
        .filter((name) => !isAllowed(file, name))
        .map((name) => `${path.relative(EMULATOR, file)} imports ${name}`),
    );
    expect(strays).toEqual([]);
  });

  it("is imported by nothing in src/", () => {
    const strays = filesOf(SOURCES).filter((file) => modulesAskedForIn(file).some((name) => /^keysmith-/.test(name)));
    expect(strays).toEqual([]);
  });
});
