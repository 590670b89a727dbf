import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { parse } from "yaml";
import { vendors } from "../../src/catalog";
import { program } from "../../src/cli/main";
import { packageSchema } from "../../src/pulumi/plugin/schema";
import { complaintsAbout } from "../support/compiler";
import { describeOnOne, needsWriteOnly } from "../terraform/engines";
import { ageKeyPair } from "../terraform/engines/age";
import { attachedProvider } from "../terraform/engines/providers";
import { Workspace } from "../terraform/engines/workspace";
import { type Block, blocksOf, writtenPages } from "./blocks";

// Every command and program of the pages: those of docs/start.md are run, by start.test.ts.

const ROOT = path.resolve(__dirname, "../..");
const blocks = writtenPages().flatMap(blocksOf);
const isStart = ({ page }: Block): boolean => page === "docs/start.md";
const titled = ({ page, line }: Block): string => `${page}:${line}`;
const checked = (language: string): Block[] =>
  blocks.filter((block) => block.language === language && block.notRun === undefined);

it("each block is of a language that is tried here or run by the start page's test, or says why it isn't", () => {
  const tried = ["sh", "hcl", "ts", "yaml", "json"];
  const open = blocks.filter(({ language, notRun }) => language !== "" && !tried.includes(language) && !notRun);
  expect(open.filter((block) => !isStart(block)).map(titled)).toEqual([]);
});

describe("the commands", () => {
  it.each(writtenPages())("that the text of %s names are there", (page) => {
    const named = namedIn(page);
    expect(named.flatMap(commandsIn).flatMap(faultsOf)).toEqual([]);
  });

  it.each(checked("sh").map((block) => [titled(block), block] as const))("of %s are there", (_title, { code }) => {
    expect(commandsIn(code).flatMap(faultsOf)).toEqual([]);
  });
});

it("the programs in TypeScript compile", () => {
  const texts = checked("ts").map((block) => [`${block.page.replaceAll(/\W/g, "-")}-${block.line}.mts`, whole(block)]);
  expect(texts.length).toBeGreaterThan(10);
  const complaints = complaintsAbout("test/pages", Object.fromEntries(texts));
  expect(complaints.filter((each) => !/is declared but its value is never read/.test(each))).toEqual([]);
}, 60_000);

it.each(checked("json").map((block) => [titled(block), block] as const))("the JSON of %s is some", (_title, block) => {
  expect(() => JSON.parse(block.code)).not.toThrow();
});

it.each(checked("yaml").map((block) => [titled(block), block] as const))("the YAML of %s fits", (_title, block) => {
  const schema = packageSchema(vendors, "0.0.0") as unknown as Schema;
  const { resources = {} } = parse(block.code) as { resources?: Record<string, Declared> };
  for (const { type, properties } of Object.values(resources)) {
    const known = schema.resources[type.replace(":", ":index:")];
    expect(Object.keys(properties).filter((name) => known?.inputProperties[name] === undefined)).toEqual([]);
  }
});

interface Schema {
  readonly resources: Readonly<Record<string, { readonly inputProperties: Readonly<Record<string, unknown>> }>>;
}

interface Declared {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

describeOnOne(
  "the programs in HCL",
  "terraform",
  (engine) => {
    it("are valid, but for what they refer to and don't declare", async () => {
      const { recipient } = await ageKeyPair();
      const programs = checked("hcl").map((block, index) => [`block_${index}`, block] as const);
      expect(programs.length).toBeGreaterThan(10);
      const files = programs.map(([name, block]) => [`${name}/main.tf`, completed(block, recipient)]);
      const calls = programs.map(([name, block]) => `module "${name}" {\n  source = "./${name}"\n${nulls(block)}}\n`);
      const source = await attachedProvider(engine, {});
      const all = Object.fromEntries([["main.tf", calls.join("")], ...files]);
      const workspace = await Workspace.open(engine, source, all);
      const { stdout } = await workspace.command(["validate", "-json"]);
      await workspace.close();
      const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly Diagnostic[] };
      const faults = diagnostics.filter(({ summary, severity }) => severity === "error" && !UNDECLARED.test(summary));
      const titles = new Map<string, string>(programs.map(([name, block]) => [name, titled(block)]));
      expect(faults.map(({ summary, detail, range }) => [titles.get(folderOf(range)), summary, detail])).toEqual([]);
    }, 60_000);
  },
  needsWriteOnly,
);

interface Diagnostic {
  readonly severity: string;
  readonly summary: string;
  readonly detail: string;
  readonly range?: { readonly filename: string };
}

/** What a page has declared before, or leaves to the reader. */
const UNDECLARED = /^Reference to undeclared/;
const REQUIRED = 'terraform {\n  required_providers {\n    keysmith = { source = "keysmith/keysmith" }\n  }\n}\n';

const folderOf = (range: Diagnostic["range"]): string => range?.filename.split("/")[0] ?? "";

function completed({ code }: Block, recipient: string): string {
  const filled = code.replaceAll("age1…", recipient);
  return filled.includes("required_providers") ? filled : REQUIRED + filled;
}

/** Values for the variables that a program declares. */
function nulls({ code }: Block): string {
  return [...code.matchAll(/^variable "(\w+)"/gm)].map(([, name]) => `  ${name} = null\n`).join("");
}

function whole({ code, given = "" }: Block): string {
  const needsPackage = !/\bkeysmith(?: from|,)|as keysmith\b/.test(code) && /\bkeysmith\./.test(code + given);
  return `${needsPackage ? 'import * as keysmith from "keysmith/pulumi";\n' : ""}${given}\n${code}\nexport {};\n`;
}

/** Our own commands in the text of a page, from where a pipe leads to them. */
function namedIn(page: string): string[] {
  const text = readFileSync(path.join(ROOT, page), "utf8").replaceAll(/^```.*?^```/gms, "");
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span.replaceAll("\\|", "|"));
  return spans.flatMap((span) => /(?:^|\| )((?:npx )?keysmith [a-z].*|npm run .*)$/.exec(span)?.[1] ?? []);
}

/** Programs of others, and of the shell. Whether they take what they are given is theirs to say: start.test.ts runs some. */
const OTHERS =
  /^(npm|terraform|tofu|pulumi|age-keygen|age|curl|mkdir|cd|export|node|leave|leave\(\)|\}|pnpm|cat|jest)$/;

/** The commands of a text, each as its words, without comments and without variables that are set for one. */
function commandsIn(code: string): string[][] {
  const lines = code.replaceAll(/\\\n/g, " ").split("\n");
  const commands = lines.flatMap((line) => line.replace(/(^|\s)#.*$/, "").split(/&&|\|\||[|;]/));
  return commands
    .map((command) => command.trim().split(/\s+/).filter(Boolean))
    .map((words) => words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word))))
    .filter(([first]) => first !== undefined);
}

function faultsOf([first = "", ...rest]: readonly string[]): string[] {
  if (first === "npx") return rest[0] === "keysmith-emulator" ? emulatorFaults(rest) : faultsOf(rest);
  if (first === "keysmith") return ownFaults(rest);
  if (first === "npm" && rest[0] === "run") return scriptFaults(rest[1] ?? "");
  if (first === ".ci/run") return [];
  return OTHERS.test(first) ? [] : [`nobody knows the command ${first}`];
}

function scriptFaults(name: string): string[] {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { scripts: object };
  return name in scripts ? [] : [`there is no script ${name}`];
}

function emulatorFaults(words: readonly string[]): string[] {
  const help = execFileSync(process.execPath, [path.join(ROOT, "emulator/bin/keysmith-emulator.js"), "--help"]);
  return words.filter((word) => word.startsWith("--") && !String(help).includes(`${word} `));
}

/** Against the command's own declaration: its subcommands and options. */
function ownFaults(words: readonly string[]): string[] {
  let command: Command = program();
  let depth = 0;
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word);
    if (next === undefined) break;
    command = next;
    depth++;
  }
  if (depth === 0) return [`keysmith has no command ${words[0]}`];
  if (command.name() === "emulator") return emulatorFaults(words);
  const known = [command, ...command.commands].flatMap(({ options }) => options.map(({ long }) => long));
  const isUnknown = (word: string): boolean => word.startsWith("--") && word !== "--help" && !known.includes(word);
  return words.filter(isUnknown).map((word) => `keysmith ${command.name()} has no option ${word}`);
}
