import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { BROWSER, SITE } from "./support/browser";
import { describeOn } from "./support/describe-engine";

/** What `site/check.mjs` finds wrong, by kind. */
interface Findings {
  readonly pages: number;
  readonly errors: readonly string[];
  readonly requests: readonly string[];
  readonly width: readonly string[];
  readonly reading: readonly string[];
  readonly links: readonly string[];
  readonly search: readonly string[];
  readonly navigation: readonly string[];
}

describeOn("the site", BROWSER, () => {
  let findings: Findings;

  beforeAll(async () => {
    await node("build.mjs");
  }, 90_000);

  beforeAll(async () => {
    findings = JSON.parse(await node("check.mjs")) as Findings;
  }, 300_000);

  it("has a page for each resource and more", () => {
    expect(findings.pages).toBeGreaterThan(50);
  });

  it("works without an error, and asks nobody else for anything", () => {
    expect([...findings.errors, ...findings.requests]).toEqual([]);
  });

  it("has no broken link, and each page in its navigation", () => {
    expect([...findings.links, ...findings.navigation]).toEqual([]);
  });

  it("fits on a phone and can be read there and on a desktop, light and dark", () => {
    expect([...findings.width, ...findings.reading]).toEqual([]);
  });

  it("finds what is looked for", () => {
    expect(findings.search).toEqual([]);
  });
});

/** @returns what it prints; findings are no failure of the program that looks for them */
async function node(script: string): Promise<string> {
  const ran = promisify(execFile)(process.execPath, [path.join(SITE, script)], { maxBuffer: 1 << 26 });
  return (
    await ran.catch((error: { stdout: string; stderr: string }) => {
      if (!error.stdout.startsWith("{")) throw new Error(`${error.stdout}${error.stderr}`);
      return error;
    })
  ).stdout;
}
