import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { findSecrets } from "./secrets";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

// A search ended with "unexpected end of file" where an engine had been killed while it wrote its log.
it.each([2, 12, 40, 20_000])("searches a packed log that is cut off after %d bytes, as far as it goes", (length) => {
  const lines = Array.from({ length: 5000 }, (_, index) => `line ${index * 7919} says nothing\n`).join("");
  const file = path.join(folder, "engine.log.gz");
  writeFileSync(file, gzipSync(`the secret is hunter2-${lines}`).subarray(0, length));
  expect(findSecrets(["hunter2-line"], [file], {})).toEqual(length > 40 ? [file] : []);
});
