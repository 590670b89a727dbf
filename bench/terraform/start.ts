import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { gzipSync } from "node:zlib";
import { type Figure, figure, goal, type Section } from "../figure";
import { describeSpread, spreadOf } from "../statistics";
import { PeakMemory } from "./peak-memory";

const BUNDLE = path.resolve("dist/terraform/terraform-provider-keysmith");
/** What engines tell a plugin when they start it, so that it knows that it isn't started by a person. */
const PLUGIN = {
  TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
  PLUGIN_PROTOCOL_VERSIONS: "6",
};
const STARTS = 9;
const KILOBYTE = 1000;

/** What every command pays several times: engines start the provider three to five times in each. */
export const start: Section = {
  name: "terraform-start",
  title: "start of the provider",
  async measure() {
    return [...sizes(), ...(await starts())];
  },
};

function sizes(): Figure[] {
  const content = readFileSync(BUNDLE);
  return [
    figure("bundle, in kB", statSync(BUNDLE).size / KILOBYTE),
    figure("bundle, compressed, in kB", gzipSync(content).length / KILOBYTE),
  ];
}

async function starts(): Promise<Figure[]> {
  const memory = new PeakMemory();
  const [ready, empty, used]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run < STARTS; run += 1) {
    empty.push(await timeOf(process.execPath, ["-e", "console.log(0)"], {}));
    ready.push(await timeOf(BUNDLE, [], PLUGIN));
    await timeOf(BUNDLE, [], { ...PLUGIN, ...memory.env });
    used.push(memory.take());
  }
  memory.close();
  const [own, node] = [spreadOf(ready).median, spreadOf(empty).median];
  return [
    goal("ms to the handshake", own, 250, describeSpread(ready)),
    figure("ms of Node itself, to its first line", node, describeSpread(empty)),
    figure("ratio of the two", own / node),
    goal("MiB of memory at the handshake", spreadOf(used).median, 70, describeSpread(used)),
  ];
}

/** How long a program takes to its first line, in ms; it is ended then. */
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
