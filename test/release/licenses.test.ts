import { spawnSync } from "node:child_process";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../..");

/** Runs a program that has `refusedLicenses`. */
function refused(packages: readonly object[]): unknown {
  const program = `import { refusedLicenses } from "./scripts/licenses.mjs";
    console.log(JSON.stringify(refusedLicenses(${JSON.stringify(packages)}, "here")));`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return JSON.parse(stdout);
}

describe("scripts/licenses.mjs", () => {
  it("allows what asks for its notice only, also as one of a choice", () => {
    const licenses = ["MIT", "Apache-2.0", "(BSD-3-Clause OR GPL-2.0)", "(Apache-2.0 AND BSD-3-Clause)"];
    expect(refused(licenses.map((license) => ({ name: "a", version: "1.0.0", license })))).toEqual([]);
  });

  it("refuses what asks for more, isn't known, or isn't said", () => {
    const licenses = ["GPL-3.0-only", "(MIT AND LGPL-2.1-only)", "SEE LICENSE IN README", undefined];
    expect(refused(licenses.map((license) => ({ name: "a", version: "1.0.0", license })))).toEqual([
      "here: a 1.0.0 is under GPL-3.0-only",
      "here: a 1.0.0 is under (MIT AND LGPL-2.1-only)",
      "here: a 1.0.0 is under SEE LICENSE IN README",
      "here: a 1.0.0 is under a license that it doesn't name",
    ]);
  });

  it("knows the runtime of the executable, under the licenses that it was judged with and no others", () => {
    const license = "MIT AND LGPL-2.0-or-later AND LGPL-2.1-or-later";
    expect(refused([{ name: "bun", version: "1.0.0", license }])).toEqual([]);
    expect(refused([{ name: "another", version: "1.0.0", license }])).toHaveLength(1);
    expect(refused([{ name: "bun", version: "1.0.0", license: "AGPL-3.0-only" }])).toHaveLength(1);
  });

  it("finds all packages allowed that users get", () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/licenses.mjs"], {
      cwd: ROOT,
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(
      /^licenses: \d\d packages of keysmith, \d packages of keysmith-emulator, \d\d packages of the bundled/,
    );
  });
});
