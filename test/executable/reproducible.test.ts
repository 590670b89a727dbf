import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Built, build } from "./build";

const built: Built[] = [];

afterAll(() => {
  for (const each of built) each.remove();
});

/** Builds it in a folder of its own. @returns its SHA-256 */
function sumOfABuild(): string {
  const made = build();
  built.push(made);
  return createHash("sha256").update(readFileSync(made.file)).digest("hex");
}

it("the executable has the same bytes in each build", () => {
  expect(sumOfABuild()).toBe(sumOfABuild());
}, 240_000);
