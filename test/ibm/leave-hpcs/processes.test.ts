import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { defaultIbm } from "keysmith-emulator";
import { leftToAll } from "../../support/describe-engine";
import { findSecrets } from "../../support/secrets";
import { FROM, Move, NOW, STANDARD_SECRET, TO } from "./move";
import { keysIn, likenessOf, openedWithTwins, policiesOf, sourceOf } from "./world";

const CLI = path.resolve(__dirname, "../../../dist/cli/main.js");
const {
  keys: KEYS,
  ciphertexts: CIPHERTEXTS,
  kills: KILLS,
} = leftToAll() ? { keys: 12, ciphertexts: 40, kills: 2 } : { keys: 200, ciphertexts: 2000, kills: 10 };
/** Of three keys one has an authorization of its own. */
const GRANTS = Math.ceil(KEYS / 3);

let move: Move;

beforeEach(async () => {
  move = await Move.start();
});

/** That is running now. */
let child: ChildProcess | undefined;

afterEach(async () => {
  child?.kill("SIGKILL");
  await move.stop();
});

const work = (...names: readonly string[]): string => path.join(move.folder, "work", ...names);

/** Keys of every kind that moves by itself, in rings, with aliases and policies, and what they have wrapped. */
async function populate(): Promise<string[]> {
  await Promise.all(["red", "blue"].map((ring) => move.ring(ring)));
  const each = Array.from({ length: KEYS }, async (_, index) => {
    const common = { name: `key ${index}`, aliases: [`alias-${index}`] };
    const ring = [undefined, "red", "blue"][index % 3];
    const at = ring === undefined ? {} : { ring };
    if (index % 5 === 4) {
      await move.key({ ...common, extractable: true, payload: STANDARD_SECRET }, at);
      return undefined;
    }
    const rotation = index % 5 === 1 ? { rotation: { enabled: true, interval_month: 6 } } : {};
    return move.key({ ...common, ...rotation }, at);
  });
  const roots = (await Promise.all(each)).flatMap((id) => id ?? []);
  await Promise.all(Array.from({ length: GRANTS }, (_, index) => move.allow("cloud-object-storage", roots[index])));
  await move.emulator.clock.set(NOW);
  return roots;
}

function journalLines(): number {
  const file = work("journal.jsonl");
  return statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
}

/** A process of its own. @param lines after so many of the journal it is killed */
async function attempt(words: readonly string[], lines: number): Promise<number | null> {
  const place = ["--from", FROM, "--to", TO, "--folder", work()];
  const env = {
    PATH: process.env["PATH"],
    KEYSMITH_IBM_ENDPOINT: move.emulator.url,
    IBMCLOUD_API_KEY: defaultIbm.apiKey,
  };
  const started = spawn(process.execPath, [CLI, "ibm", "leave-hpcs", "run", ...place, ...words], {
    env: { ...env, KEYSMITH_AS_OF: NOW },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child = started;
  for (const stream of [started.stdout, started.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      move.printed += text;
    });
  }
  const ended = once(started, "close");
  const until = journalLines() + lines;
  while (started.exitCode === null && started.signalCode === null) {
    if (journalLines() >= until) started.kill("SIGKILL");
    await wait(2);
  }
  return ((await ended) as [number | null])[0];
}

it(`moves ${KEYS} keys and ${CIPHERTEXTS} ciphertexts, killed with kill -9 ${KILLS} times`, async () => {
  const roots = await populate();
  const plaintexts = Array.from({ length: CIPHERTEXTS }, (_, index) => `the data key number ${index}`);
  const sent = await Promise.all(
    plaintexts.map((text, index) => move.wrap(roots[index % roots.length] ?? "", text, [`row ${index}`])),
  );
  const lines = sent.map(({ plaintext: _, ...line }) => JSON.stringify(line)).join("\n");
  const words = ["--ciphertexts", move.file("rows.jsonl", lines)];
  const before = sourceOf(await move.emulator.state());
  // A busy machine looks late: some more lines are written before the kill.
  const step = Math.floor((2 * KEYS + GRANTS + CIPHERTEXTS) / (2 * KILLS));
  let kills = 0;
  for (let code = await attempt(words, step); code !== 0; code = await attempt(words, step)) {
    expect(code).toBeNull();
    kills += 1;
  }
  expect(kills).toBeGreaterThanOrEqual(KILLS);
  const alike = async (instance: string) =>
    (await keysIn(move, instance)).map(likenessOf).sort((a, b) => (String(a["name"]) < String(b["name"]) ? -1 : 1));
  expect(await alike(TO)).toEqual(await alike(FROM));
  expect(await policiesOf(move, TO)).toHaveLength(GRANTS);
  expect(await openedWithTwins(move, readFileSync(work("ciphertexts", "rows.jsonl"), "utf8"))).toEqual(plaintexts);
  expect(sourceOf(await move.emulator.state())).toEqual(before);
  const files = ["journal.jsonl", "map.json", "ciphertexts/rows.jsonl"].map((name) => work(name));
  expect(findSecrets([STANDARD_SECRET, ...plaintexts.slice(0, 20)], files, { printed: move.printed })).toEqual([]);
  expect(await move.json("check", words)).toMatchObject({ opened: CIPHERTEXTS, left: [] });
}, 1_800_000);
