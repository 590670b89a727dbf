import { execFileSync, spawn } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { gzipSync } from "node:zlib";
import { targetOf, thisMachine } from "../../src/executable/find";
import { makeIdentity } from "../../src/terraform/protocol/certificate";
import { RawEngine } from "../../test/terraform/protocol/raw-engine";
import { type Figure, figure, goal, type Section } from "../figure";
import { describeSpread, spreadOf } from "../statistics";
import { PeakMemory } from "./peak-memory";

const BUNDLE = path.resolve("dist/terraform/terraform-provider-keysmith");
const ENGINE = makeIdentity();
/** The variables by which engines tell a plugin that it was not started by a person. */
const PLUGIN = {
  TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
  PLUGIN_PROTOCOL_VERSIONS: "6",
  // Engines require an encrypted connection, for which a certificate must be made.
  PLUGIN_CLIENT_CERT: ENGINE.cert,
};
const STARTS = 9;
const KILOBYTE = 1000;

/** A cost that every command pays several times: engines start the provider three to five times in each. */
export const start: Section = {
  name: "terraform-start",
  title: "start of the provider",
  async measure() {
    const folder = mkdtempSync(path.join(tmpdir(), "keysmith-bench-"));
    try {
      execFileSync(process.execPath, ["scripts/executable.mjs", "--out", folder], { stdio: "ignore" });
      const executable = path.join(folder, targetOf(thisMachine()), "keysmith");
      return [...sizes(executable), ...(await starts(executable))];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function sizes(executable: string): Figure[] {
  const content = readFileSync(BUNDLE);
  return [
    figure("bundle, in kB", statSync(BUNDLE).size / KILOBYTE),
    figure("bundle, compressed, in kB", gzipSync(content).length / KILOBYTE),
    figure("executable, in kB", statSync(executable).size / KILOBYTE),
  ];
}

async function starts(executable: string): Promise<Figure[]> {
  const memory = new PeakMemory();
  const [first, script, compiled, empty, used]: [number[], number[], number[], number[], number[]] = [
    [],
    [],
    [],
    [],
    [],
  ];
  const home = { HOME: await homeOfSecondStart() };
  for (let run = 0; run < STARTS; run += 1) {
    empty.push(await timeOf(process.execPath, ["-e", "console.log(0)"], {}));
    first.push(await timeOf(BUNDLE, [], PLUGIN));
    script.push(await timeOf(BUNDLE, [], { ...PLUGIN, ...home }));
    compiled.push(await timeOf(executable, ["terraform-provider-keysmith"], PLUGIN));
    await timeOf(BUNDLE, [], { ...PLUGIN, ...memory.env });
    used.push(memory.take());
  }
  memory.close();
  rmSync(home.HOME, { recursive: true, force: true });
  const node = spreadOf(empty).median;
  const ratio = (times: number[]): number => spreadOf(times).median / node;
  return [
    figure("ms of Node itself, to its first line", node, describeSpread(empty)),
    figure(
      "ms of the bundle to the handshake, when it is started first",
      spreadOf(first).median,
      describeSpread(first),
    ),
    figure("ms of the bundle to the handshake, from then on", spreadOf(script).median, describeSpread(script)),
    figure("ms of the executable to the handshake", spreadOf(compiled).median, describeSpread(compiled)),
    goal("the bundle, as a multiple of Node itself", ratio(script), 4),
    goal("the executable, as a multiple of Node itself", ratio(compiled), 2),
    goal("MiB of memory at the handshake", spreadOf(used).median, 70, describeSpread(used)),
  ];
}

/** A home folder in which a provider has left V8's compiled code. */
async function homeOfSecondStart(): Promise<string> {
  const home = mkdtempSync(path.join(tmpdir(), "keysmith-bench-home-"));
  const env = { PATH: process.env["PATH"], ...PLUGIN, HOME: home };
  const child = spawn(BUNDLE, { env, stdio: ["ignore", "pipe", "ignore"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const fields = String(line).trim().split("|");
  const [, , , address = "", , encoded = ""] = fields;
  const certificate = new X509Certificate(Buffer.from(encoded, "base64")).toString();
  const engine = new RawEngine({ fields, address, target: address, certificate }, ENGINE);
  await engine.status("/tfplugin6.Provider/GetProviderSchema");
  await engine.status("/plugin.GRPCController/Shutdown");
  engine.cut();
  await once(child, "close");
  return home;
}

/** The time to a program's first line, in ms; then it is ended. */
function timeOf(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const before = performance.now();
    const child = spawn(command, args, {
      env: { PATH: process.env["PATH"], ...env },
      stdio: ["ignore", "pipe", "ignore"],
    });
    let took: number | undefined;
    child.stdout.once("data", () => {
      took = performance.now() - before;
      child.kill();
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (took === undefined) reject(new Error(`${command} ended with ${code} and printed nothing`));
      else resolve(took);
    });
  });
}
