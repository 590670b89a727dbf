import { spawnSync } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { DOMParser } from "@xmldom/xmldom";
import type { Command } from "commander";
import type Calendars from "ical.js" with { "resolution-mode": "import" };
import { dueCommand } from "../../src/cli/due-command";
import type { Terminal } from "../../src/cli/terminal";
import byPulumi from "../recorded/0.1-pulumi.json";
import { inProcess } from "./in-process";
import { clientKeyRecord, pulledState, rotatedRecord, stackExport } from "./recorded-keys";

/** Its types are those of an ES module, which it is not where it is required. */
const ICAL = createRequire(__filename)("ical.js") as typeof Calendars;

const KEYSMITH = path.resolve(__dirname, "../../dist/cli/main.js");

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-due-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Names with all that a format has a meaning for. */
const ODD =
  'a "b" \\ <c> & d|e, f; g: 50%\nnew line, très long: ünï©ödé 🔑🔑🔑🔑 and many more characters than fit into one line';

const SHOP = stackExport("shop", "prod", { orders: clientKeyRecord, [ODD]: clientKeyRecord });
const BANK = stackExport("bank", "prod", { orders: rotatedRecord });

interface Given {
  readonly states: Readonly<Record<string, string>>;
  readonly at: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What `keysmith due` prints of states, by the names of their files, and its exit code. */
async function due({ states, at, env = {} }: Given, ...words: readonly string[]) {
  const files = Object.entries(states).map(([name, content]) => {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    return file;
  });
  try {
    const command = (terminal: Terminal) => quiet(dueCommand(terminal));
    const ran = await inProcess(command, [...words, ...files], { env: { ...env, KEYSMITH_AS_OF: at } });
    return { ...ran, code: process.exitCode ?? 0 };
  } finally {
    process.exitCode = undefined;
  }
}

function quiet(command: Command): Command {
  return command.exitOverride().configureOutput({ writeErr: () => undefined });
}

const BEFORE = "2026-11-20T00:00:00Z";
const DUE = "2026-12-05T00:00:00Z";
const AFTER_END = "2027-01-01T00:00:00Z";

describe("the exit code", () => {
  const states = { "shop.json": SHOP };

  it.each([
    [BEFORE, 0, "0 of 2"],
    [DUE, 2, "2 of 2"],
    [AFTER_END, 3, "2 of 2"],
  ])("of what is looked at on %s is %i", async (at, code, count) => {
    expect(await due({ states, at })).toMatchObject({ code, out: expect.stringContaining(`${count} resources due`) });
  });

  it("counts what comes due within the time that is given", async () => {
    expect(await due({ states, at: BEFORE }, "--within", "P11D")).toMatchObject({ code: 0 });
    const { code, out } = await due({ states, at: BEFORE }, "--within", "P12D");
    expect(code).toBe(2);
    expect(out).toMatch(/^soon {5}ClientKey "orders": rotation is due on 2026-12-02T00:00:00Z\n/);
  });

  it("counts the end of an overlap within the time, too", async () => {
    const { code, out } = await due({ states: { "bank.json": BANK }, at: "2026-12-05T00:00:00Z" }, "--within", "P4D");
    expect(code).toBe(2);
    expect(out).toContain("the overlap of KAAP.1 is over on 2026-12-09T00:00:00Z");
  });

  it("is that of an error for a time that is none", async () => {
    const { error, out } = await due({ states, at: BEFORE }, "--within", "14 days");
    expect(out).toBe("");
    expect(error).toMatch(/^--within "14 days" is not a duration.*P30D/);
  });
});

describe("several states", () => {
  it("are told apart by project and stack", async () => {
    const { out } = await due({ states: { "shop.json": SHOP, "bank.json": BANK }, at: "2026-12-09T00:00:00Z" });
    expect(out).toMatch(/^due {6}\[shop\/prod\] ClientKey "orders": /m);
    expect(out).toMatch(/^due {6}\[bank\/prod\] ClientKey "orders": the overlap is over/m);
  });

  it("that name no stack are called as their files, or as the options say", async () => {
    const states = { "prod.tfstate": pulledState({ orders: clientKeyRecord }) };
    const [byFile] = JSON.parse((await due({ states, at: BEFORE }, "--json")).out);
    expect(byFile).toMatchObject({ project: "", stack: path.join(folder, "prod"), name: "keysmith_client_key.orders" });
    const [named] = JSON.parse(
      (await due({ states, at: BEFORE }, "--json", "--project", "shop", "--stack", "prod")).out,
    );
    expect(named).toMatchObject({ project: "shop", stack: "prod", kind: "ClientKey" });
  });

  it("that record the same are refused, as is one that is given twice", async () => {
    const states = { "a.json": SHOP, "b.json": SHOP };
    const { error, out } = await due({ states, at: BEFORE });
    expect(error).toMatch(/a\.json and .*b\.json both record ClientKey "orders" of the stack "prod"/);
    expect(out).toBe("");
    const file = path.join(folder, "a.json");
    expect((await due({ states: {}, at: BEFORE }, file, file)).error).toMatch(/a\.json is given twice/);
    const other = `${folder}/./a.json`;
    expect((await due({ states: {}, at: BEFORE }, file, other)).error).toMatch(/a\.json is given twice/);
  });

  it("are refused with the name of the one that is none, and where none records anything of ours", async () => {
    const nothing = JSON.stringify({ version: 4, resources: [] });
    const broken = await due({ states: { "a.json": SHOP, "b.json": "{}" }, at: BEFORE });
    expect(broken).toMatchObject({ error: expect.stringMatching(/b\.json: this is not the state/), out: "" });
    const { error } = await due({ states: { "a.tfstate": nothing, "b.tfstate": nothing }, at: BEFORE });
    expect(error).toMatch(/a\.tfstate, .*b\.tfstate records no resource of Keysmith/);
    expect(await due({ states: { "a.tfstate": nothing, "b.json": SHOP }, at: BEFORE })).toMatchObject({ code: 0 });
  });
});

it("refuses a format that it doesn't know", async () => {
  await expect(due({ states: { "a.json": SHOP }, at: BEFORE }, "--format", "yaml")).rejects.toThrow(
    /yaml.*table, json, prometheus, ical, github, junit/,
  );
});

// A bug: two stacks of one machine had the same series, and the same events.
describe.each(["prometheus", "ical"])("--format %s of a state without a name", (format) => {
  const input = pulledState({ orders: clientKeyRecord });
  const piped = async (...words: readonly string[]) => {
    const env = { KEYSMITH_AS_OF: BEFORE };
    return inProcess((terminal) => quiet(dueCommand(terminal)), ["--format", format, ...words], { input, env });
  };

  it.each([[[]], [["--project", "shop"]], [["--stack", ""]]])("asks for one with the options %j", async (words) => {
    const { out, error } = await piped(...words);
    expect(out).toBe("");
    expect(error).toMatch(
      new RegExp(`^standard input doesn't name its stack, and --format ${format} .* --stack shop/prod`),
    );
  });

  // A bug: it was called as the number that the shell had for it, `/dev/fd/63`, which other stacks have too.
  it("asks for one also where it comes through a pipe that has a name, or is the open standard input", async () => {
    const pipe = path.join(folder, "prod.json");
    spawnSync("mkfifo", [pipe]);
    const written = writeFile(pipe, input);
    const through = await due({ states: {}, at: BEFORE }, "--format", format, pipe);
    await written;
    expect(through.error).toMatch(/prod\.json doesn't name its stack/);
    const shown = path.join(folder, "shown.json");
    writeFileSync(shown, input);
    const words = ["due", "--format", format, "/dev/stdin"];
    const { stderr } = spawnSync(process.execPath, [KEYSMITH, ...words], {
      stdio: [openSync(shown, "r"), "pipe", "pipe"],
    });
    expect(String(stderr)).toMatch(/\/dev\/stdin doesn't name its stack/);
  });

  it("takes the one that is given, and other formats need none", async () => {
    const [one, other] = [await piped("--stack", "shop/prod"), await piped("--stack", "shop/test")];
    const names = ({ out }: typeof one): string[] => out.match(/^(?:UID:\S+|keysmith_\w+\{[^}]*\})/gm) ?? [];
    expect(names(one).length).toBeGreaterThan(1);
    expect(names(one).filter((name) => names(other).includes(name))).toEqual([]);
    expect(await piped("--format", "table")).toMatchObject({ error: undefined });
  });
});

it("says of an expired root key that no run makes another, and what a person can do", async () => {
  const root = byPulumi.RootKey.state;
  const type = "keysmith:index:RootKey";
  const expired = { ...root, state: "deactivated", expirationDate: "2026-06-01T00:00:00Z" };
  const urn = `urn:pulumi:prod::shop::${type}::payments`;
  const resources = [{ urn, type, inputs: expired, outputs: expired }];
  const states = { "ibm.json": JSON.stringify({ version: 3, deployment: { resources } }) };
  const { out, code } = await due({ states, at: DUE });
  expect(out).toMatch(
    /^ended {4}RootKey "payments": it ended on 2026-06-01T00:00:00Z, and no run makes another; the key expired on .*: make another/,
  );
  expect(code).toBe(3);
  // A bug: an alert spoke of runs that fail.
  const { out: metrics } = await due({ states, at: DUE }, "--format", "prometheus");
  expect(metrics).toMatch(/^keysmith_credential_due\{.*\} 0$/m);
});

it("refuses --json beside another format", async () => {
  const states = { "a.json": SHOP };
  await expect(due({ states, at: BEFORE }, "--json", "--format", "prometheus")).rejects.toThrow(
    /--json.*cannot be used with/,
  );
});

describe("--format prometheus", () => {
  const states = { "shop.json": SHOP, "bank.json": BANK };

  it("tells the moments, and what is due", async () => {
    const { out, code } = await due({ states, at: DUE }, "--format", "prometheus");
    expect(code).toBe(2);
    const labels = 'project="shop",stack="prod",name="orders",kind="ClientKey"';
    expect(out.split("\n")).toEqual(
      expect.arrayContaining([
        "# TYPE keysmith_credential_due gauge",
        `keysmith_credential_not_after_timestamp_seconds{${labels}} ${Date.UTC(2026, 11, 31, 23) / 1000}`,
        `keysmith_credential_rotate_at_timestamp_seconds{${labels}} ${Date.UTC(2026, 11, 2) / 1000}`,
        `keysmith_credential_due{${labels}} 1`,
        `keysmith_credential_due{${labels.replace("shop", "bank")}} 0`,
        `keysmith_due_evaluated_timestamp_seconds{project="bank",stack="prod"} ${Date.UTC(2026, 11, 5) / 1000}`,
      ]),
    );
    expect(out.endsWith("\n") && !out.endsWith("\n\n")).toBe(true);
  });

  // A bug: an alert spoke of runs that fail, before any was needed.
  it("doesn't take for due what will be", async () => {
    const { out, code } = await due({ states, at: BEFORE }, "--format", "prometheus", "--within", "P12D");
    expect(code).toBe(2);
    expect(out).not.toMatch(/^keysmith_credential_due\{.*\} 1$/m);
  });

  it("writes each series once, also where components have keys of one name", async () => {
    const { out } = await due({ states: { "twins.json": twins() }, at: DUE }, "--format", "prometheus");
    const series = out.split("\n").flatMap((line) => (line.startsWith("keysmith") ? [line.replace(/ \S+$/, "")] : []));
    expect(series).toHaveLength(7);
    expect(new Set(series).size).toBe(7);
  });

  const promtool = spawnSync("promtool", ["--version"]).error ? undefined : "promtool";
  (promtool ? it : it.skip)("is what promtool takes (skipped where promtool is not on PATH)", async () => {
    const { out } = await due({ states, at: DUE }, "--format", "prometheus");
    const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], { input: out, encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  function twins(): string {
    const one = JSON.parse(SHOP);
    const [orders] = one.deployment.resources;
    const inComponent = (name: string) => ({
      ...orders,
      urn: orders.urn.replace("keysmith:index", `my:app:${name}$keysmith:index`),
    });
    return JSON.stringify({ version: 3, deployment: { resources: [inComponent("Blue"), inComponent("Green")] } });
  }
});

describe("--format ical", () => {
  async function events(states: Given["states"], at = BEFORE) {
    const { out } = await due({ states, at }, "--format", "ical");
    const calendar = new ICAL.Component(ICAL.parse(out));
    return { out, events: calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each)) };
  }

  it("has an event for each rotation, retirement and end", async () => {
    const { events: found } = await events({ "bank.json": BANK });
    expect(found.map(({ summary, startDate }) => [startDate.toJSDate().toISOString(), summary])).toEqual([
      ["2027-11-02T00:00:00.000Z", 'Rotate ClientKey "orders"'],
      ["2027-12-01T23:00:00.000Z", 'Ends: ClientKey "orders"'],
      ["2026-12-09T00:00:00.000Z", 'Delete the replaced ClientKey "orders"'],
    ]);
    expect(found.every(({ startDate }) => startDate.zone === ICAL.Timezone.utcTimezone)).toBe(true);
  });

  it("says what a name says, in lines of 75 bytes", async () => {
    const { out, events: found } = await events({ "shop.json": SHOP });
    expect(found.map(({ summary }) => summary)).toContain(`Rotate ClientKey ${JSON.stringify(ODD)}`);
    expect(found.map(({ description }) => description).join()).toContain(ODD);
    expect(out.replaceAll("\r\n ", "")).toContain("d|e\\, f\\; g");
    const lines = out.split("\r\n");
    expect(lines.pop()).toBe("");
    expect(lines.filter((line) => Buffer.byteLength(line) > 75 || /[\r\n]/.test(line))).toEqual([]);
  });

  it("gives each event a UID that it keeps when it moves", async () => {
    const moved = stackExport("shop", "prod", {
      orders: { ...clientKeyRecord, rotation: { renewBefore: "P60D", overlap: "P7D" } },
    });
    const of = async (state: string, at: string) => (await events({ "shop.json": state }, at)).events;
    const [before, after] = [await of(SHOP, BEFORE), await of(moved, DUE)];
    expect(new Set(before.map(({ uid }) => uid)).size).toBe(4);
    expect(after.map(({ uid }) => uid)).toEqual(before.slice(0, 2).map(({ uid }) => uid));
    expect(after[0]?.startDate.toJSDate()).not.toEqual(before[0]?.startDate.toJSDate());
  });
});

describe("--format github", () => {
  it("annotates the run, the worst first, and adds to the summary of the step", async () => {
    const summary = path.join(folder, "summary.md");
    writeFileSync(summary, "# Others\n");
    const ended = stackExport("shop", "test", { old: { ...clientKeyRecord, notAfter: "2026-12-01T00:00:00Z" } });
    const { out, code } = await due(
      { states: { "shop.json": SHOP, "test.json": ended }, at: DUE, env: { GITHUB_STEP_SUMMARY: summary } },
      "--format",
      "github",
    );
    const [first = "", second = "", third = "", last] = out.trimEnd().split("\n");
    expect(code).toBe(3);
    expect(first).toMatch(/^::error title=Keysmith%3A ended::\[shop\/test\] ClientKey "old": version 1 ended/);
    expect(second).toMatch(
      /^::warning title=Keysmith%3A due::\[shop\/prod\] ClientKey "orders": rotation has been due/,
    );
    expect(third).toContain("50%25\\nnew line");
    expect(last).toBe("3 of 3 resources due at 2026-12-05T00:00:00Z");
    const written = readFileSync(summary, "utf8");
    expect(written).toMatch(/^# Others\n### Keysmith\n\n\| status \| resource \| why \|\n/);
    const rows = written.split("\n").filter((line) => line.startsWith("|"));
    expect(rows).toHaveLength(5);
    // Each row has its three cells and no more, whatever the names are.
    expect(rows.map((row) => row.match(/(?<!\\)\|/g)?.length)).toEqual([4, 4, 4, 4, 4]);
  });

  // A bug: of a key that no record has, and of other warnings, a pipeline showed nothing.
  it("notes what is only warned of, and leaves out what is in order", async () => {
    const summary = path.join(folder, "summary.md");
    const found = { clientKeyId: "KAAP.7", createdAt: BEFORE, notAfter: "2027-12-01T23:00:00Z", origin: "found" };
    const state = stackExport("shop", "prod", {
      quiet: rotatedRecord,
      orders: { ...rotatedRecord, clientKeyId: "KAAP.3", strays: [found] },
    });
    const { out, code } = await due(
      { states: { "shop.json": state }, at: "2026-12-05T00:00:00Z", env: { GITHUB_STEP_SUMMARY: summary } },
      "--format",
      "github",
    );
    const [first, ...others] = out.trimEnd().split("\n");
    expect(first).toMatch(
      /^::notice title=Keysmith%3A warning::ClientKey "orders": KAAP\.7 .* not recorded by this resource/,
    );
    expect(others).toEqual(["0 of 2 resources due at 2026-12-05T00:00:00Z"]);
    expect(readFileSync(summary, "utf8")).toMatch(/^\| warning \| ClientKey "orders" \| KAAP/m);
    expect(code).toBe(0);
  });

  it("says what is wrong with a summary that can't be written, and annotates nothing", async () => {
    const env = { GITHUB_STEP_SUMMARY: folder };
    const { out, error } = await due({ states: { "shop.json": SHOP }, at: DUE, env }, "--format", "github");
    expect(out).toBe("");
    expect(error).toMatch(/^GITHUB_STEP_SUMMARY names .* which can't be written/);
  });
});

// A bug: they stood in it as they are, where a terminal or a pipeline obeys them.
it.each(["table", "prometheus", "ical", "github", "junit"])(
  "--format %s holds no control characters of a state",
  async (format) => {
    const odd = "a\u001b[2J\u0000\r::error::b\r\n::error::c\u007f";
    const about = { clientKeyId: `KAAP.\u001b[2J\n::error::d`, notAfter: "2026-12-01T00:00:00Z" };
    const shop = stackExport("shop", "prod", { [odd]: { ...clientKeyRecord, ...about } });
    const { out } = await due(
      {
        states: { "shop.json": shop, "own.json": stackExport("o\n::error::", "p\u001b", { a: clientKeyRecord }) },
        at: DUE,
      },
      "--all",
      "--format",
      format,
    );
    const bare = out.replaceAll(format === "ical" ? "\r\n" : "\n", "").replaceAll("\t", "");
    expect(bare).not.toMatch(/\p{Cc}/u);
    expect(out.match(/^::error::/gm) ?? []).toEqual([]);
  },
);

it("--format junit is XML that says of each resource whether it fails", async () => {
  const states = { "shop.json": SHOP, "bank.json": BANK };
  const { out } = await due({ states, at: DUE }, "--format", "junit");
  const document = new DOMParser({
    onError: (level, message) => {
      throw new Error(`${level}: ${message}`);
    },
  }).parseFromString(out, "text/xml");
  const [cases, failures] = [document.getElementsByTagName("testcase"), document.getElementsByTagName("failure")];
  expect([...cases].map((each) => each.getAttribute("name"))).toEqual(["orders", ODD, "orders"]);
  expect([...failures].map((each) => each.getAttribute("type"))).toEqual(["due", "due"]);
  expect(document.documentElement?.getAttribute("failures")).toBe("2");
  expect([...document.getElementsByTagName("testsuite")].map((each) => each.getAttribute("name"))).toEqual([
    "shop/prod",
    "bank/prod",
  ]);
});
