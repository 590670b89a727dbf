import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { defaultIbm } from "keysmith-emulator";
import { leftToAll } from "../../support/describe-engine";
import { findSecrets } from "../../support/secrets";
import { guidOf } from "../iam/authorization/samples";
import { COS, FROM, MATERIAL, Move, NOW, STANDARD_SECRET, TO } from "./move";
import { keysIn, likenessOf, openedWithTwins, policiesOf, sourceOf } from "./world";

const CLI = path.resolve(__dirname, "../../../dist/cli/main.js");
/** What the journal says of each thing that is done, in the order in which that is done. */
const STEPS: readonly Step[] = ["ring", "key", "settled", "asks", "policy"].map((what) => [what, 1]);

/** So many more of it in the journal. */
type Step = readonly [what: string, more: number];

const {
  keys: KEYS,
  ciphertexts: CIPHERTEXTS,
  steps,
}: { readonly keys: number; readonly ciphertexts: number; readonly steps: readonly Step[] } = leftToAll()
  ? {
      keys: 12,
      ciphertexts: 40,
      steps: [
        ["settled", 1],
        ["wrapped", 1],
      ],
    }
  : { keys: 200, ciphertexts: 2000, steps: [...STEPS, ["wrapped", 1], ["wrapped", 500], ["wrapped", 500]] };
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

/** What of a key is told by its number: all kinds that a service has. */
const KINDS: readonly ((name: string) => Record<string, unknown>)[] = [
  () => ({}),
  () => ({ rotation: { enabled: true, interval_month: 6 } }),
  () => ({ dualAuthDelete: { enabled: true } }),
  () => ({ payload: MATERIAL }),
  () => ({ extractable: true, payload: STANDARD_SECRET }),
  (name) => ({ aliases: [1, 2, 3, 4, 5].map((each) => `${name}-${each}`) }),
  (name) => ({ description: `cards (keysmith 0t5j2m8k3f9a2: shop/prod/${name})`, tags: ["pci"] }),
  () => ({ expirationDate: "2036-01-31T09:00:00Z" }),
];
/** By the same number: keys of these kinds are disabled. */
const DISABLED = 7;

interface Populated {
  /** What can wrap and unwrap, also before the move. */
  readonly open: readonly string[];
  readonly imported: readonly string[];
  readonly used: string;
}

/** Keys of every kind, in rings, with aliases and policies, and services that use them. */
async function populate(): Promise<Populated> {
  await Promise.all(["red", "blue"].map((ring) => move.ring(ring)));
  const keys = await Promise.all(
    Array.from({ length: KEYS }, async (_, index) => {
      const kind = index % KINDS.length;
      const name = `key-${index}`;
      const ring = [undefined, "red", "blue"][index % 3];
      const given = { name, aliases: [`alias-${index}`], ...KINDS[kind]?.(name) };
      return { kind, id: await move.key(given, ring === undefined ? {} : { ring }) };
    }),
  );
  const ofKind = (...kinds: readonly number[]) => keys.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
  const [used = ""] = ofKind(0);
  await Promise.all(
    keys.slice(0, GRANTS).map(({ id }, index) => move.allow(index === 0 ? "apprapp" : "cloud-object-storage", id)),
  );
  await move.integrate(used);
  await Promise.all(ofKind(1, 2).map((id) => move.register(id)));
  await move.emulator.clock.set(NOW);
  await Promise.all(ofKind(DISABLED).map((id) => move.act(id, "disable")));
  return { open: ofKind(0, 1, 2, 3, 5, 6), imported: ofKind(3), used };
}

/** How often something is in the journal. */
function noted(step: string): number {
  const file = work("journal.jsonl");
  const lines = statSync(file, { throwIfNoEntry: false }) ? readFileSync(file, "utf8").split("\n") : [];
  return lines.filter((line) => line.startsWith(`{"${step}":`)).length;
}

/** A process of its own. @param step at which it is killed */
async function attempt(words: readonly string[], step?: Step): Promise<number | null> {
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
  const until = step ? noted(step[0]) + step[1] : 0;
  while (step && started.exitCode === null && started.signalCode === null) {
    if (noted(step[0]) >= until) started.kill("SIGKILL");
    await wait(2);
  }
  return ((await ended) as [number | null])[0];
}

it(`moves ${KEYS} keys of all kinds and ${CIPHERTEXTS} ciphertexts, killed with kill -9 at each kind of step`, async () => {
  const { open, imported, used } = await populate();
  const plaintexts = Array.from({ length: CIPHERTEXTS }, (_, index) => `the data key number ${index}`);
  const sent = await Promise.all(
    plaintexts.map((text, index) => move.wrap(open[index % open.length] ?? "", text, [`row ${index}`])),
  );
  const lines = sent.map(({ plaintext: _, ...line }) => JSON.stringify(line)).join("\n");
  const material = move.file("material", MATERIAL);
  const words = [
    ...["--ciphertexts", move.file("rows.jsonl", lines)],
    ...imported.flatMap((id) => ["--material", `${id}=${material}`]),
  ];
  const before = sourceOf(await move.emulator.state());
  for (const step of steps) expect([step, await attempt(words, step)]).toEqual([step, null]);
  expect(await attempt(words)).toBe(0);
  expect(move.printed.match(/has ended and left .*lock behind: taken over/g)).toHaveLength(steps.length);
  const alike = async (instance: string) =>
    (await keysIn(move, instance)).map(likenessOf).sort((a, b) => (String(a["name"]) < String(b["name"]) ? -1 : 1));
  expect(await alike(TO)).toEqual(await alike(FROM));
  expect(await policiesOf(move, TO)).toHaveLength(GRANTS);
  expect(await openedWithTwins(move, readFileSync(work("ciphertexts", "rows.jsonl"), "utf8"))).toEqual(plaintexts);
  expect(sourceOf(await move.emulator.state())).toEqual(before);
  const files = ["journal.jsonl", "map.json", "ciphertexts/rows.jsonl"].map((name) => work(name));
  const secrets = [MATERIAL, STANDARD_SECRET, ...plaintexts.slice(0, 20)];
  expect(findSecrets(secrets, files, { printed: move.printed })).toEqual([]);
  // Services go over one by one; App Configuration never does.
  const { left } = await move.json<{ left: readonly Left[] }>("check", words);
  const { keys } = JSON.parse(readFileSync(work("map.json"), "utf8")) as { readonly keys: Record<string, string> };
  for (const { id, name } of left.filter(({ id }) => id === COS)) {
    const twin = keys[name.replace("key ", "")] ?? "";
    await move.emulator.ibm.register({ instance: guidOf(TO), key: twin, resourceCrn: id });
  }
  expect(await move.json("check", words)).toMatchObject({
    opened: CIPHERTEXTS,
    left: [{ kind: "service", name: `key ${used}`, why: expect.stringContaining("(integration flags)") }],
  });
}, 1_800_000);

interface Left {
  readonly id: string;
  readonly name: string;
}
