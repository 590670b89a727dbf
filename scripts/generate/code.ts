import type { Vendor } from "../../src/core/definition";
import { components, compositionConstructs } from "./compositions";
import { dataSourceConstructs, ephemeralConstructs, resourceConstructs } from "./construct-classes";
import { functionCode } from "./function-code";
import { providerClass } from "./provider-class";
import { providerSettings } from "./provider-settings";
import { resourceClasses } from "./resource-classes";

/** The first line of generated code. */
export const NOTE = "// Made from the definitions by the build: edit those, not this.";

/** All code made from the definitions: the texts by folder, then by file name. */
export function generatedCode(vendors: readonly Vendor[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  return new Map([
    ["src/pulumi/generated", pulumiCode(vendors)],
    ["src/cdktf/generated", constructCode(vendors)],
  ]);
}

export function pulumiCode(vendors: readonly Vendor[]): ReadonlyMap<string, string> {
  return withIndex(
    "Keysmith for Pulumi programs: resources, components and functions.",
    ['export { KeysmithResource } from "../resource";'],
    [
      ["resources", resourceClasses(vendors)],
      ["functions", functionCode(vendors)],
      ["compositions", components(vendors)],
      ["provider", providerClass(vendors)],
    ],
  );
}

/** For cdktf: the build makes the same for cdktn from it. */
export function constructCode(vendors: readonly Vendor[]): ReadonlyMap<string, string> {
  return withIndex(
    "Keysmith for programs of this library: one construct for each resource, and the provider that the engine needs.",
    [
      'export { EphemeralOpened, type EphemeralOpenedConfig } from "../ephemeral-opened";',
      'export { KeysmithProvider, type KeysmithProviderConfig } from "../provider";',
    ],
    [
      ["resources", resourceConstructs(vendors)],
      ["data-sources", dataSourceConstructs(vendors)],
      ["ephemeral-resources", ephemeralConstructs(vendors)],
      ["provider-config", providerSettings(vendors)],
      ["compositions", compositionConstructs(vendors)],
    ],
  );
}

/** The files, and the index that programs import, which lists the public names. */
function withIndex(
  title: string,
  byHand: readonly string[],
  modules: readonly (readonly [name: string, text: string])[],
): ReadonlyMap<string, string> {
  const made = modules.filter(([, text]) => publicNames(text).length > 0);
  const lists = made.map(([name, text]) => `export {\n  ${publicNames(text).join(",\n  ")},\n} from "./${name}";`);
  const index = [`/** ${title} */`, ...byHand, ...lists].join("\n");
  return new Map([
    ...made.map(([name, text]) => [`${name}.ts`, `${NOTE}\n${text}`] as const),
    ["index.ts", `${NOTE}\n${index}\n`],
  ]);
}

/** The names of classes, functions and types; constants are for our other files. */
function publicNames(text: string): string[] {
  const found = text.matchAll(/^export (?:abstract |async )?(class|function|interface|type) (\w+)/gm);
  return [...found]
    .map(([, kind, name = ""]) => (kind === "class" || kind === "function" ? name : `type ${name}`))
    .sort();
}
