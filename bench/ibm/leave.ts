import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defaultIbm, type Quotas } from "keysmith-emulator";
import { Secret } from "../../src/core/secret";
import type { IbmClient } from "../../src/ibm/client";
import { instanceOf } from "../../src/ibm/platform/instance";
import { figure, goal, promise, type Section } from "../figure";
import type { DirectBench } from "../workbench";
import { MADE, withIbm } from "./emulated";

const CLI = path.resolve("dist/cli/main.js");

const KEYS = 1000;
const CIPHERTEXTS = 10_000;
/** Calls that read once before the move and once after it, and the one for the token. */
const LOOKS = 20;
const PER_KEY = 2;
const PER_CIPHERTEXT = 2;
const QUOTAS = { readsPerSecond: 500, writesPerSecond: 50 };

/** A whole instance in one go, by the command that users call. */
export const leave: Section = {
  name: "ibm-leave",
  title: `IBM: leave-hpcs run of ${KEYS.toLocaleString("en-US")} keys and ${CIPHERTEXTS.toLocaleString("en-US")} ciphertexts`,
  async measure() {
    const free = await moved({});
    const paced = await moved(QUOTAS);
    const sent = PER_KEY * KEYS + PER_CIPHERTEXT * CIPHERTEXTS;
    const least = (PER_KEY * KEYS) / QUOTAS.writesPerSecond + (PER_CIPHERTEXT * CIPHERTEXTS) / QUOTAS.readsPerSecond;
    const limits = `${QUOTAS.readsPerSecond} reads and ${QUOTAS.writesPerSecond} writes a second`;
    return [
      promise(
        "calls",
        free.calls,
        sent + LOOKS,
        `${PER_KEY} a key, ${PER_CIPHERTEXT} a ciphertext, and what is looked at`,
      ),
      goal("peak memory, MiB", free.memory, 300),
      figure("seconds", free.seconds),
      goal(`with ${limits}: time, as a ratio to the least possible`, paced.seconds / least, 1.3),
      figure(`with ${limits}: calls refused, in percent`, (100 * (paced.calls - free.calls)) / paced.calls),
      goal(`with ${limits}: peak memory, MiB`, paced.memory, 300),
    ];
  },
};

interface Moved {
  readonly calls: number;
  readonly seconds: number;
  readonly memory: number;
}

function moved(quotas: Quotas): Promise<Moved> {
  return withIbm(async (bench) => {
    const folder = mkdtempSync(path.join(tmpdir(), "keysmith-leave-"));
    try {
      const ciphertexts = path.join(folder, "rows.jsonl");
      writeFileSync(ciphertexts, await populated(bench));
      await bench.emulator.setQuotas(quotas);
      const begin = performance.now();
      await run(bench, folder, ciphertexts);
      const { calls, memory } = JSON.parse(readFileSync(path.join(folder, "noted"), "utf8")) as Omit<Moved, "seconds">;
      return { calls, memory, seconds: (performance.now() - begin) / 1000 };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** Makes the command log its requests, of which the emulator keeps only the last, and its memory in MiB. */
const hookTo = (file: string): string => `
let calls = 0;
require("node:diagnostics_channel").subscribe("undici:request:create", () => { calls += 1; });
process.on("exit", () => {
  const memory = process.resourceUsage().maxRSS / 1024;
  require("node:fs").writeFileSync(${JSON.stringify(file)}, JSON.stringify({ calls, memory }));
});
`;

/** Makes the keys, and texts wrapped with them. @returns the lines of the file */
async function populated(bench: DirectBench): Promise<string> {
  const keys = (bench.context.client as IbmClient).keys(instanceOf({ instance: defaultIbm.hpcs }));
  const names = Array.from({ length: KEYS }, (_, index) => `key-${index}`);
  const made = await Promise.all(names.map((name) => keys.create({ name, extractable: false })));
  const plaintext = new Secret(Buffer.alloc(32, 7).toString("base64"));
  const rows = Array.from({ length: CIPHERTEXTS }, async (_, index) => {
    const key = made[index % KEYS]?.id ?? "";
    const aad = [`row ${index}`];
    return JSON.stringify({ key, ciphertext: (await keys.wrap(key, { plaintext, aad })).ciphertext, aad });
  });
  return (await Promise.all(rows)).join("\n");
}

/** @throws Error when not everything is moved */
async function run(bench: DirectBench, folder: string, ciphertexts: string): Promise<void> {
  const hook = path.join(folder, "hook.cjs");
  writeFileSync(hook, hookTo(path.join(folder, "noted")));
  const place = ["--from", defaultIbm.hpcs, "--to", defaultIbm.keyProtect, "--folder", path.join(folder, "work")];
  const words = ["--require", hook, CLI, "ibm", "leave-hpcs", "run", ...place, "--ciphertexts", ciphertexts];
  const about = {
    KEYSMITH_IBM_ENDPOINT: bench.emulator.url,
    IBMCLOUD_API_KEY: defaultIbm.apiKey,
    KEYSMITH_AS_OF: MADE,
  };
  const child = spawn(process.execPath, words, {
    env: { PATH: process.env["PATH"], ...about },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (printed += text));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`leave-hpcs run ended with ${code}:\n${printed.slice(-2000)}`);
}
