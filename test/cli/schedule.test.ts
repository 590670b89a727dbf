import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { definitionOf } from "../../src/catalog";
import { scheduleCommand } from "../../src/cli/schedule-command";
import type { Terminal } from "../../src/cli/terminal";
import type { Values } from "../../src/core/definition";
import byPulumi from "../recorded/0.1-pulumi.json";
import { inProcess } from "./in-process";
import { clientKeyRecord, pulledState, rotatedRecord, stackExport } from "./recorded-keys";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-schedule-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const BEFORE = "2026-11-20T00:00:00Z";

/** What `keysmith schedule` prints of a state at a time, and its exit code. */
async function schedule(state: string, at: string, ...words: readonly string[]) {
  const file = path.join(folder, "state.json");
  writeFileSync(file, state);
  const warned: string[] = [];
  try {
    const ran = await inProcess(
      (terminal) => scheduleCommand({ ...terminal, warn: (text) => void warned.push(text) }),
      [file, ...words],
      { env: { KEYSMITH_AS_OF: at } },
    );
    return { ...ran, warned: warned.join("\n"), code: process.exitCode ?? 0 };
  } finally {
    process.exitCode = undefined;
  }
}

function keys(records: Readonly<Record<string, Values>>): string {
  return stackExport("shop", "prod", records);
}

/** A key whose terms are others. */
function withTerms(validity: string, renewBefore: string, overlap: string, made: string): Values {
  const after = definitionOf("ClientKey").rotated?.(
    { ...clientKeyRecord, validity, rotation: { renewBefore, overlap } },
    new Date(made),
  );
  return { ...after, previous: [] };
}

describe("keysmith schedule", () => {
  it("gives the rarest cron line with two runs in each window, and the next moment", async () => {
    const { out, code } = await schedule(keys({ orders: clientKeyRecord }), BEFORE);
    expect(code).toBe(0);
    expect(out.trimEnd().split("\n")).toEqual([
      "cron  0 5 * * *",
      'why   two runs in each window, the shortest of which is 7 days, the overlap of ClientKey "orders"',
      'next  2026-12-02T00:00:00Z: ClientKey "orders": rotation is due on 2026-12-02T00:00:00Z',
    ]);
  });

  it.each([
    ["P60D", "P14D", "0 5 * * 1"],
    ["P30D", "P13D", "0 5 * * *"],
    ["P3D", "P7D", "0 5 * * *"],
    ["P30D", "PT12H", "0 */6 * * *"],
    ["PT7H", "P7D", "0 * * * *"],
    ["PT4H", "P7D", "*/10 * * * *"],
  ])("for renewBefore %s and overlap %s is %s", async (renewBefore, overlap, cron) => {
    const state = keys({ orders: withTerms("P1Y", renewBefore, overlap, "2026-06-01T00:00:00Z") });
    expect(JSON.parse((await schedule(state, BEFORE, "--json")).out)).toMatchObject({ cron });
    // What is advised misses nothing and is not tight.
    expect(await schedule(state, BEFORE, "--cron", cron)).toMatchObject({
      out: `0 of 1 credentials missed by ${cron}\n`,
      code: 0,
    });
  });

  it("takes the narrowest of several, and says which", async () => {
    const narrow = withTerms("P90D", "P1DT4H", "P7D", "2026-11-01T00:00:00Z");
    const { out } = await schedule(keys({ orders: clientKeyRecord, narrow }), BEFORE);
    expect(out).toMatch(
      /^cron {2}0 \*\/6 \* \* \*\nwhy .*the shortest of which is 1 day, .*rotation of ClientKey "narrow"/,
    );
  });

  it("says so where no cron line is frequent enough", async () => {
    const state = keys({ orders: withTerms("P1Y", "PT4H", "PT15M", "2026-06-01T00:00:00Z") });
    expect(await schedule(state, BEFORE)).toMatchObject({
      code: 2,
      out: expect.stringMatching(
        /^cron {2}none is frequent enough\nwhy {3}each window needs two runs, and the shortest is /,
      ),
    });
  });

  it("says that a run is needed now where something is due", async () => {
    const { out } = await schedule(keys({ orders: clientKeyRecord }), "2026-12-05T00:00:00Z");
    expect(out).toMatch(/\nnext {2}now: ClientKey "orders": rotation has been due since 2026-12-02T00:00:00Z/);
  });

  it("speaks of root keys too, whose windows have no end", async () => {
    const type = "keysmith:index:RootKey";
    const { state } = byPulumi.RootKey;
    const urn = `urn:pulumi:prod::shop::${type}::payments`;
    const document = { version: 3, deployment: { resources: [{ urn, type, inputs: state, outputs: state }] } };
    const { out } = await schedule(JSON.stringify(document), "2026-01-02T00:00:00Z");
    expect(out).toMatch(/^cron {2}0 5 \* \* 1\nwhy {3}no window has an end\nnext {2}2026-04-01T00:00:00Z/);
  });

  it("refuses a state in which nothing rotates", async () => {
    const type = "keysmith:index:NetworkRule";
    const { state } = byPulumi.NetworkRule;
    const urn = `urn:pulumi:prod::shop::${type}::office`;
    const document = { version: 3, deployment: { resources: [{ urn, type, inputs: state, outputs: state }] } };
    const { error, out } = await schedule(JSON.stringify(document), BEFORE);
    expect(out).toBe("");
    expect(error).toMatch(/no run rotates anything that .*state\.json records/);
  });
});

describe("keysmith schedule --cron", () => {
  it("names what is missed, with the window and the next run", async () => {
    const state = keys({ orders: clientKeyRecord, later: withTerms("P1Y", "P60D", "P7D", "2026-03-20T00:00:00Z") });
    // Between 2 and 31 December there is no first of a quarter; between 19 January and 20 March neither.
    const { out, code } = await schedule(state, BEFORE, "--cron", "0 5 1 */3 *");
    expect(code).toBe(2);
    expect(out).toContain(
      'missed  ClientKey "orders": a rotation is needed from 2026-12-02T00:00:00Z until 2026-12-31T23:00:00Z, when it ends, and the next run is on 2027-01-01T05:00:00Z',
    );
    expect(out).toMatch(/^missed {2}ClientKey "later": .*from 2027-01-19T00:00:00Z/m);
    expect(out).toMatch(/^2 of 2 credentials missed by 0 5 1 \*\/3 \*$/m);
  });

  it("looks at the windows that follow a rotation, too", async () => {
    // The first window has a New Year's Day. What is made then ends before the next one.
    const { out, code } = await schedule(
      keys({ orders: withTerms("P1Y", "P30D", "P7D", "2026-01-15T00:00:00Z") }),
      BEFORE,
      "--cron",
      "0 5 1 1 *",
    );
    expect(code).toBe(2);
    expect(out).toMatch(/^missed .*from 2027-12-02T05:00:00Z until .*2028-01-01T05:00:00Z/m);
  });

  it("says where a single run comes in a window, and where a replaced key outlives its overlap", async () => {
    const late = withTerms("P1Y", "P30D", "P7D", "2026-01-27T00:00:00Z");
    const { out, code } = await schedule(keys({ orders: clientKeyRecord, late }), BEFORE, "--cron", "0 5 1,24 * *");
    expect(code).toBe(0);
    expect(out).toMatch(
      /^tight {3}ClientKey "orders": only one run comes from 2026-12-02T00:00:00Z until 2026-12-31T23:00:00Z, when it ends/,
    );
    expect(out).toContain(
      'ClientKey "late": the key that it replaces should be deleted on 2027-01-08T05:00:00Z, and the next run is on 2027-01-24T05:00:00Z',
    );
  });

  it.each([
    ["0 0 2 12 *", "only one run comes"],
    ["0 23 31 12 *", "a rotation is needed"],
  ])("counts a run when the window opens, and none when it closes: %s", async (line, says) => {
    const { out } = await schedule(keys({ orders: clientKeyRecord }), BEFORE, "--cron", line);
    expect(out).toContain(`: ${says} from 2026-12-02T00:00:00Z until 2026-12-31T23:00:00Z`);
  });

  it("counts no window as missed that is over before it looks", async () => {
    const { out, code } = await schedule(
      keys({ orders: clientKeyRecord }),
      "2027-03-01T00:00:00Z",
      "--cron",
      "0 5 * * *",
    );
    expect({ out, code }).toEqual({ out: "0 of 1 credentials missed by 0 5 * * *\n", code: 0 });
  });

  it.each(["0 5 * jan-Mar,12 MON-FRI", "*/15 0-6/2 1,15 */3 *"])("takes %s", async (line) => {
    expect(await schedule(keys({ orders: clientKeyRecord }), BEFORE, "--cron", line)).toMatchObject({
      error: undefined,
    });
  });

  it.each<readonly [string, RegExp]>([
    ["0 0 31 2 *", /"0 0 31 2 \*" never runs.*0 5 \* \* 1/],
    ["tomorrow", /"tomorrow" is not a cron line.*it has 1 of the 5 fields.*minute, hour/],
    ["61 * * * *", /"61 \* \* \* \*" is not a cron line.*its minute is "61"; allowed are \*, 0 to 59/],
    ["0 5 * FOO *", /its month is "FOO"; allowed are \*, 1 to 12 or JAN to DEC/],
    ["0 0 5 * * 1", /it has 6 of the 5 fields/],
    // What some schedulers take, and others don't.
    ...["@daily", "@reboot", "2026-12-01T00:00:00"].map((line) => [line, /it has 1 of the 5 fields/] as const),
    ...["L", "15W", "?", "1-5-9", "9-1", "0", "1/2", "*/0", "+1", "", "MON"].map(
      (day) => [`0 5 1,${day} * *`, new RegExp(`its day is "1,${day.replaceAll(/[?+*]/g, "\\$&")}"`)] as const,
    ),
    ["0 5 * * MON#1", /its weekday is "MON#1"; allowed are \*, 0 to 6 or SUN to SAT/],
    ["0 5 * * 7", /its weekday is "7"/],
  ])("refuses %s", async (line, problem) => {
    const { error, out } = await schedule(keys({ orders: clientKeyRecord }), BEFORE, "--cron", line);
    expect(out).toBe("");
    expect(error).toMatch(problem);
  });
});

// Bugs: what needs a run most was refused, or passed over.
describe("keysmith schedule, where somebody has deleted a key", () => {
  const deleted = { ...clientKeyRecord, state: "deleted" };
  const why = 'ClientKey "gone": somebody has deleted version 1';

  it("says that a run is needed now, and that no window is known", async () => {
    const { out, code } = await schedule(keys({ gone: deleted }), BEFORE);
    expect(out).toBe(`cron  none can be told yet\nwhy   the next windows begin with the next run\nnext  now: ${why}\n`);
    expect(code).toBe(2);
    expect(await schedule(keys({ gone: deleted }), BEFORE, "--next")).toMatchObject({
      out: "2026-11-20T00:00:00Z\n",
      warned: `due now: ${why}`,
      code: 0,
    });
  });

  it("says with --cron that it waits for the next run", async () => {
    const state = keys({ orders: clientKeyRecord, gone: deleted });
    const { out } = await schedule(state, BEFORE, "--cron", "0 5 * * *");
    expect(out).toBe(
      `now     ClientKey "gone": a run is needed now, and the next run is on 2026-11-20T05:00:00Z: somebody has deleted version 1\n0 of 2 credentials missed by 0 5 * * *\n`,
    );
    const json = await schedule(state, BEFORE, "--cron", "0 5 * * *", "--json");
    expect(JSON.parse(json.out).checked[0]).toMatchObject({ waits: { run: "2026-11-20T05:00:00.000Z" } });
  });

  // A bug: what a replacement had deleted first counted as there.
  it("says of one that is deleted and not made again yet that the next run makes it", async () => {
    const state = JSON.parse(stackExport("shop", "prod", { orders: clientKeyRecord }));
    state.deployment.resources[0].pendingReplacement = true;
    const { out } = await schedule(JSON.stringify(state), BEFORE);
    expect(out).toMatch(
      /next {2}now: ClientKey "orders": it is deleted, and the run that was to make it again was int/,
    );
  });

  it("says of a tainted one that the next run recreates it", async () => {
    const state = JSON.parse(pulledState({ orders: clientKeyRecord }));
    state.resources[0].instances[0].status = "tainted";
    const { out } = await schedule(JSON.stringify(state), BEFORE);
    expect(out).toMatch(
      /^cron {2}none.*\nwhy.*\nnext {2}now: keysmith_client_key\.orders: it was not finished, or is tainted/,
    );
  });
});

describe("keysmith schedule --next", () => {
  const state = keys({
    orders: {
      ...rotatedRecord,
      previous: [{ ...Object(rotatedRecord["previous"])[0], retireAfter: "2026-12-09T00:00:30Z" }],
    },
  });

  it.each([
    [[], "2026-12-09T00:01:00Z"],
    [["pulumi"], "2026-12-09T00:01:00Z"],
    [["systemd"], "2026-12-09 00:01:00 UTC"],
  ])("%j prints the moment and nothing else, in the minute after it", async (form, printed) => {
    expect(await schedule(state, "2026-12-05T00:00:00Z", "--next", ...form)).toMatchObject({
      out: `${printed}\n`,
      warned: "",
      code: 0,
    });
  });

  // A bug: it was taken for a form.
  it("takes a word that is no form for a file", async () => {
    const file = path.join(folder, "before.json");
    writeFileSync(file, state);
    const terminal = (command: Terminal) => scheduleCommand(command);
    const { out } = await inProcess(terminal, ["--next", file], { env: { KEYSMITH_AS_OF: "2026-12-05T00:00:00Z" } });
    expect(out).toBe("2026-12-09T00:01:00Z\n");
  });

  // A bug: of an hour that comes twice, `at` may take the first, in which nothing is due yet.
  it("at passes over an hour that comes twice", () => {
    const script = `const { inForm } = require(${JSON.stringify(path.resolve("dist/cli/schedule/next.js"))});
      for (const at of ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"])
        console.log(inForm("at", { at }, new Date(0)));`;
    const { stdout } = spawnSync(process.execPath, ["-e", script], {
      env: { ...process.env, TZ: "Europe/Berlin" },
      encoding: "utf8",
    });
    expect(stdout).toBe("202610250330\n".repeat(3));
  });

  it("at prints what `at -t` takes, in the time zone of the machine", async () => {
    const { out } = await schedule(state, "2026-12-05T00:00:00Z", "--next", "at");
    const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)\n$/.exec(out)?.map(Number) ?? [];
    expect(new Date(year ?? 0, (month ?? 0) - 1, day, hour, minute).toISOString()).toBe("2026-12-09T00:01:00.000Z");
  });

  // A bug: it was due now for ever.
  it("passes over a key that has expired, and that no run makes anew", async () => {
    const type = "keysmith:index:RootKey";
    const { state: root } = byPulumi.RootKey;
    const expired = { ...root, state: "deactivated", expirationDate: "2026-06-01T00:00:00Z" };
    const [urn, more] = [`urn:pulumi:prod::shop::${type}::payments`, JSON.parse(state).deployment.resources];
    const resources = [{ urn, type, inputs: expired, outputs: expired }, ...more];
    const document = JSON.stringify({ version: 3, deployment: { resources } });
    expect(await schedule(document, "2026-12-05T00:00:00Z", "--next")).toMatchObject({
      out: "2026-12-09T00:01:00Z\n",
      warned: "",
    });
  });

  it("prints the next minute, and says so, where something is due already", async () => {
    expect(await schedule(state, "2026-12-10T12:00:10Z", "--next")).toMatchObject({
      out: "2026-12-10T12:01:00Z\n",
      warned: expect.stringMatching(/^due now: ClientKey "orders": the overlap is over/),
    });
  });
});
