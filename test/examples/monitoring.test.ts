import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, stringify } from "yaml";
import { asPrometheus } from "../../src/cli/due/prometheus";
import { blocksOf } from "../pages/blocks";

const FOLDER = path.resolve(__dirname, "../../examples/monitoring");
const RULES = path.join(FOLDER, "keysmith.rules.yaml");

interface Panel {
  readonly id: number;
  readonly targets: readonly { readonly expr: string }[];
}

const dashboard = JSON.parse(readFileSync(path.join(FOLDER, "grafana-dashboard.json"), "utf8")) as {
  readonly panels: readonly Panel[];
};
const { groups } = parse(readFileSync(RULES, "utf8")) as {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
};

const rules = groups.flatMap((group) => group.rules);
const shown = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));

/** As Grafana fills them in for "All". */
const queries = shown.map((expr) => expr.replaceAll(/\$(?:project|stack)/g, ".*"));

it("alerts and panels ask for metrics that `keysmith due` writes, and for each of them", () => {
  const moments = ["rotate", "end"].map((what) => ({ what: what as "rotate", at: "2027-01-01T00:00:00Z", about: "a" }));
  const place = { project: "shop", stack: "prod", name: "a", kind: "ClientKey", resource: "a", address: "a" };
  const judged = {
    status: "later",
    needsRun: false,
    reasons: [],
    warnings: [],
    moments,
    nextRunBy: undefined,
  } as const;
  const printed = asPrometheus({ at: "2026-12-01T00:00:00Z", found: [{ ...place, ...judged }] });
  const namesIn = (text: string): string[] => [...new Set(text.match(/keysmith_\w+/g))].sort();
  expect(namesIn([...shown, ...rules.map(({ expr }) => expr)].join("\n"))).toEqual(namesIn(printed));
});

it("panels have ids of their own", () => {
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
});

describe("the commands that write the file of the collector", () => {
  const block = blocksOf("docs/operations.md").find(({ code }) => code.includes("keysmith.prom.tmp"));
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "keysmith-collector-"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What the file says after a call that prints `new` and ends so. */
  function written(exitCode: number): string {
    const [old, bin] = [path.join(folder, "keysmith.prom"), path.join(folder, "bin")];
    mkdirSync(bin);
    writeFileSync(old, "old\n");
    writeFileSync(path.join(bin, "pulumi"), "#!/bin/sh\n", { mode: 0o755 });
    writeFileSync(path.join(bin, "npx"), `#!/bin/sh\necho new\nexit ${exitCode}\n`, { mode: 0o755 });
    const script = String(block?.code).replaceAll("/var/lib/node_exporter", folder);
    const env = { ...process.env, PATH: `${bin}:${process.env["PATH"]}` };
    expect(spawnSync("sh", ["-c", script], { cwd: folder, env, encoding: "utf8" })).toMatchObject({ stderr: "" });
    return readFileSync(old, "utf8");
  }

  it.each([0, 2, 3])("take the answer that comes with %i", (exitCode) => {
    expect(written(exitCode)).toBe("new\n");
  });

  // A bug: an empty file took the place of the old one, and no alert could fire.
  it.each([1, 126, 127, 137])("keep the old file with %i", (exitCode) => {
    expect(written(exitCode)).toBe("old\n");
  });
});

const isThere = spawnSync("promtool", ["--version"]).error === undefined;

(isThere ? describe : describe.skip)("promtool (skipped where it is not on PATH)", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "keysmith-rules-"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function promtool(...words: readonly string[]) {
    const { status, stdout, stderr } = spawnSync("promtool", words, { cwd: folder, encoding: "utf8" });
    return { status, said: stdout + stderr };
  }

  it("takes the rules, and the queries of the dashboard", () => {
    expect(promtool("check", "rules", RULES)).toMatchObject({ status: 0 });
    const asRules = queries.map((expr, index) => ({ record: `panel:${index}`, expr }));
    writeFileSync(path.join(folder, "panels.yaml"), stringify({ groups: [{ name: "panels", rules: asRules }] }));
    expect(promtool("check", "rules", "panels.yaml")).toMatchObject({ status: 0 });
  });

  it.each([
    ["KeysmithCredentialEnded", "keysmith_credential_not_after_timestamp_seconds", "3600x3000", "2h", "30m"],
    ["KeysmithCredentialEndsSoon", "keysmith_credential_not_after_timestamp_seconds", "1209600x3000", "8d", "6d"],
    ["KeysmithDue", "keysmith_credential_due", "1x3000", "49h", "47h"],
    ["KeysmithNotEvaluated", "keysmith_due_evaluated_timestamp_seconds", "0x3000", "49h", "47h"],
    ["KeysmithNoMetrics", "up", "1x3000", "2h", "30m"],
  ])("has %s fire in its time and not before", (alertname, metric, values, fires, waits) => {
    const labels = { project: "shop", stack: "prod", name: "orders", kind: "ClientKey" };
    const series = `${metric}${JSON.stringify(labels).replaceAll(/"(\w+)":/g, "$1=")}`;
    const alertAt = (time: string, count: number) => ({
      alertname,
      eval_time: time,
      exp_alerts: count === 0 ? [] : [{ exp_labels: labels }],
    });
    const tests = [
      {
        interval: "4m",
        input_series: [{ series, values: values.replace("x", "+0x") }],
        alert_rule_test: [alertAt(waits, 0), alertAt(fires, 1)],
      },
    ];
    writeFileSync(path.join(folder, "test.yaml"), stringify({ rule_files: [RULES], evaluation_interval: "1m", tests }));
    const { said } = promtool("test", "rules", "test.yaml");
    // What it says of the one that fires is more than is compared here: its severity and texts.
    expect(said).not.toContain(`time: ${waits}`);
    expect(said).toContain(`alertname="${alertname}"`);
    expect(said).toContain("severity=");
  });
});
