import { execFileSync } from "node:child_process";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../..");

/** The packages that a process of its own has loaded after it ran `code` in the project's folder. */
function loadedBy(code: string): string[] {
  const script = `${code}; process.stdout.write(JSON.stringify(Object.keys(require.cache)));`;
  const files: string[] = JSON.parse(execFileSync(process.execPath, ["-e", script], { cwd: ROOT, encoding: "utf8" }));
  const inside = files.flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
  return [...new Set(inside)];
}

describe.each([
  ["cdktf", "cdktn"],
  ["cdktn", "cdktf"],
])("a program of %s", (library, other) => {
  it(`loads neither ${other} nor what only the provider needs`, () => {
    const loaded = loadedBy(`require("keysmith/${library}")`);
    expect(loaded).toContain(library);
    for (const name of [other, "zod", "undici", "luxon", "@pulumi/pulumi", "age-encryption"])
      expect(loaded).not.toContain(name);
  });
});
