import { execFileSync } from "node:child_process";
import path from "node:path";
import { leftToAll, type TestEngine } from "./describe-engine";

/** Where the programs are that look at pages. */
export const SITE: string = path.resolve(__dirname, "../../site");

/** What looks at pages with it takes long. */
export const BROWSER: TestEngine = { name: "Chromium", unavailable: leftToAll() ?? whyNoBrowser() };

function whyNoBrowser(): string | undefined {
  try {
    execFileSync(process.execPath, [path.join(SITE, "browser.mjs")], { stdio: ["ignore", "ignore", "pipe"] });
    return undefined;
  } catch (error) {
    return String((error as { stderr: Buffer }).stderr)
      .trim()
      .split("\n")
      .at(-1);
  }
}
