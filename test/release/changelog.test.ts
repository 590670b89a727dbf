import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const SCRIPT = path.resolve(__dirname, "../../scripts/changelog.mjs");
const RELEASED = "## 0.1.0\n\n- The first one.\n";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-changelog-"));
  mkdirSync(path.join(folder, ".changes/unreleased"), { recursive: true });
  changelog(`# Changelog\n\n${RELEASED}`);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function changelog(text: string): void {
  writeFileSync(path.join(folder, "CHANGELOG.md"), text);
}

function entry(name: string, text: string): void {
  writeFileSync(path.join(folder, ".changes/unreleased", name), text);
}

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, "--project", folder, ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr, text: readFileSync(path.join(folder, "CHANGELOG.md"), "utf8") };
}

const today = (): string => new Date().toISOString().slice(0, 10);

describe("scripts/changelog.mjs", () => {
  it("makes a section of the entries, by kind and name, and takes them away", () => {
    entry("b-fixed.md", "kind: fixed\n\nA key\nof two lines.\n");
    entry("a-fixed.md", "kind: fixed\n\nAnother one.\n");
    entry("renamed.md", "kind: breaking\n\n`old` is `new`.\n");
    const day = today();
    const { status, text } = run("0.2.0");
    const list = "- **Breaking:** `old` is `new`.\n- Another one.\n- A key\n  of two lines.\n";
    expect({ status, text }).toEqual({ status: 0, text: `# Changelog\n\n## 0.2.0 (${day})\n\n${list}\n${RELEASED}` });
    expect(readdirSync(path.join(folder, ".changes/unreleased"))).toEqual([]);
  });

  it("puts them behind what is unreleased already", () => {
    changelog(`# Changelog\n\n## Unreleased\n\n- Before.\n\n${RELEASED}`);
    entry("new.md", "kind: added\n\nSince then.\n");
    expect(run("0.2.0").text).toBe(`# Changelog\n\n## 0.2.0 (${today()})\n\n- Before.\n- Since then.\n\n${RELEASED}`);
  });

  it("shows the list without a version, and changes nothing", () => {
    entry("new.md", "kind: security\n\nSince then.\n");
    const { status, stdout, text } = run();
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: "1 entries are well-formed\n\n- **Security:** Since then.\n",
    });
    expect(text).toBe(`# Changelog\n\n${RELEASED}`);
  });

  it.each([
    ["Big Change.md", "kind: fixed\n\nText.\n", "its name must be of a-z, 0-9 and -"],
    ["a.md", "Text.\n", "it must be `kind: <kind>`, an empty line and a text"],
    ["a.md", "kind: fixed\n\n\n", "it must be `kind: <kind>`"],
    ["a.md", "kind: repaired\n\nText.\n", 'the kind "repaired" is none of breaking, security, added, changed, fixed'],
    ["a.md", "kind: fixed\n\nText.\n\nMore.\n", "its text must be one paragraph"],
    ["a.md", "kind: fixed\n\n- Text.\n", "its text must be one paragraph"],
  ])("refuses the entry %s: %j", (name, content, expected) => {
    entry(name, content);
    for (const args of [[], ["0.2.0"]]) {
      const { status, stderr, text } = run(...args);
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: expect.stringContaining(`.changes/unreleased/${name}: ${expected}`),
      });
      expect(text).toBe(`# Changelog\n\n${RELEASED}`);
    }
  });

  it.each([
    ["next", "next is no version such as 1.2.3"],
    ["0.1.0", "CHANGELOG.md has a section 0.1.0 already"],
    ["0.2.0", "there is nothing unreleased"],
  ])("refuses the version %s", (version, expected) => {
    const { status, stderr } = run(version);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(expected) });
  });
});

it("the entries of this project are well-formed", () => {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
