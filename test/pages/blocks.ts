import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../..");

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  /** The heading under which it stands. */
  readonly section: string;
  /** Of its first line in the page. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  /** The file that it is, where a line before it says so: `` `main.tf`: ``. */
  readonly file?: string;
  /** Why no test runs it, as a comment before it says: `<!-- not run: it needs a cluster -->`. */
  readonly notRun?: string;
  /** What it takes for granted, as a comment before it says: `<!-- given: declare const access: keysmith.StandardAccess; -->`. */
  readonly given?: string;
}

/** The pages that people write. Those of the reference are made, and have tests of their own. */
export function writtenPages(): string[] {
  const docs = readdirSync(path.join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
  return ["README.md", "DESIGN.md", "emulator/README.md", ...docs.map((name) => `docs/${name}`)];
}

const FENCE = /^( *)```(\w*)\n(.*?)^\1```$/gms;

export function blocksOf(page: string): Block[] {
  const text = readFileSync(path.join(ROOT, page), "utf8");
  return [...text.matchAll(FENCE)].map((match) => {
    const [, indent = "", language = "", code = ""] = match;
    const before = text.slice(0, match.index);
    const [last = ""] = before.trimEnd().split("\n").slice(-1);
    const [section = ""] = [...before.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => title).slice(-1);
    return {
      page,
      section,
      line: before.split("\n").length,
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
      ...named("file", /^`([^`\s]+\.\w+)`(?:;.*)?:$/.exec(last)),
      ...named("notRun", /<!-- not run: ((?:(?!-->).)*) -->\s*$/s.exec(before)),
      ...named("given", /<!-- given: ((?:(?!-->).)*) -->\s*$/s.exec(before)),
    };
  });
}

function named(name: "file" | "notRun" | "given", match: RegExpExecArray | null): Partial<Block> {
  return match?.[1] === undefined ? {} : { [name]: match[1] };
}
