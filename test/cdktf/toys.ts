import path from "node:path";
import * as ts from "typescript";
import { constructCode } from "../../scripts/generate/code";
import { forSecondLibrary } from "../../scripts/generate/second-library";
import { ToyService } from "../toy/service";
import { toyVendor } from "../toy/vendor";

/** Where the files are that no definition asks for: those for cdktn are made by the build. */
export const FOLDERS: Readonly<Record<string, string>> = {
  cdktf: "src/cdktf/generated",
  cdktn: "dist/cdktn/generated",
};

export type ToyConstruct = new (scope: unknown, id: string, config?: object) => Readonly<Record<string, unknown>>;

/** What the generator emits for the toys, by file name: nothing of it is ever written. */
export function toyTexts(library: string): ReadonlyMap<string, string> {
  const emitted = constructCode([toyVendor(new ToyService())]);
  if (library === "cdktf") return emitted;
  return new Map([...emitted].map(([name, text]) => [name, forSecondLibrary(text)]));
}

/** The constructs of the toys, which use the library's own files for all that isn't emitted. */
export function toyConstructs(library: string): Readonly<Record<string, ToyConstruct>> {
  const texts = toyTexts(library);
  const loaded = new Map<string, Readonly<Record<string, ToyConstruct>>>();
  const load = (name: string): Readonly<Record<string, ToyConstruct>> => {
    const before = loaded.get(name);
    if (before) return before;
    const module = { exports: {} };
    const { outputText } = ts.transpileModule(texts.get(name) ?? "", {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    new Function("module", "exports", "require", outputText)(module, module.exports, resolve);
    loaded.set(name, module.exports);
    return module.exports;
  };
  const resolve = (specifier: string): unknown => {
    const file = `${specifier.replace("./", "")}.ts`;
    if (texts.has(file)) return load(file);
    if (!specifier.startsWith(".")) return require(specifier);
    return require(path.resolve(__dirname, "../..", FOLDERS[library] ?? "", specifier));
  };
  return Object.assign({}, ...["resources.ts", "data-sources.ts", "ephemeral-resources.ts"].map(load));
}
