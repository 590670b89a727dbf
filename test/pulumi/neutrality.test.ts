import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { vendors } from "../../src/catalog";

const ADAPTOR = path.resolve(__dirname, "../../src/pulumi");
/** Made from the definitions, so they name all of them. */
const GENERATED = ["resources.ts", "look-ups.ts"];

describe("the adaptor", () => {
  const files = readdirSync(ADAPTOR).filter((name) => name.endsWith(".ts") && !GENERATED.includes(name));
  const names = vendors.flatMap(({ name, definitions, lookUps }) => [
    name,
    ...[...definitions, ...lookUps].map((each) => each.name),
  ]);

  it.each(files)("names no vendor, resource or look-up in %s", (file) => {
    const text = readFileSync(path.join(ADAPTOR, file), "utf8");
    expect(names.filter((name) => new RegExp(`\\b${name}\\b`, "i").test(text))).toEqual([]);
  });
});
