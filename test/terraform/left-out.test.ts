import { spawnSync } from "node:child_process";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../..");

/** Bundles a program as the provider is, runs it, and says which parts that leaves unmet. */
function bundledRun(program: string): { readonly said: string; readonly unmet: string } {
  const script = `
    import { build } from "esbuild";
    import { LEFT_OUT, requireAllMet } from "./scripts/left-out.mjs";
    const stdin = { contents: ${JSON.stringify(program)}, resolveDir: process.cwd() };
    const { outputFiles } = await build({ stdin, bundle: true, platform: "node", format: "cjs", write: false, plugins: LEFT_OUT });
    const outcome = (run) => { try { return String(run()); } catch (error) { return error.message; } };
    const said = outcome(() => new Function("require", "module", "exports", outputFiles[0].text + "; return said;")(
      process.getBuiltinModule("node:module").createRequire(import.meta.url), {}, {},
    ));
    console.log(JSON.stringify({ said, unmet: outcome(requireAllMet) }));
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: ROOT,
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

const LUXON = 'import { DateTime } from "luxon"; const now = DateTime.fromMillis(0);';
const ZOD = 'import { z } from "zod";';

describe("a part that the bundle leaves out", () => {
  it.each([
    ["of luxon", `${LUXON} var said = now.diff(now);`, "luxon/src/impl/diff.js"],
    ["of luxon that is a class", `${LUXON} var said = now.until(now);`, "luxon/src/interval.js"],
    ["of undici", 'import connect from "undici/lib/dispatcher/client-h2.js"; var said = connect();', "client-h2.js"],
  ])("says so where it is used: %s", (_what, program, part) => {
    expect(bundledRun(program).said).toMatch(new RegExp(`${part}.*is left out of the bundle`));
  });

  it.each([
    ["luxon", `${LUXON} var said = now.plus({ months: 1 }).toUTC().toISO();`, "1970-02-01T00:00:00.000Z"],
    [
      "zod",
      `${ZOD} var said = z.object({ a: z.string().min(1) }).safeParse({ a: "" }).error.issues[0].message;`,
      "Too small: expected string to have >=1 characters",
    ],
  ])("is not missed by what we use of %s", (_what, program, said) => {
    expect(bundledRun(program).said).toBe(said);
  });

  it("fails the build where it is no longer found", () => {
    const { unmet } = bundledRun(`${LUXON} var said = "";`);
    expect(unmet).toContain("nothing is left out at @grpc/grpc-js/build/src/make-client.js");
    expect(unmet).not.toContain("luxon");
  });
});
