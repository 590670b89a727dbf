import { readFile } from "node:fs/promises";
import path from "node:path";
import { defaultIbm } from "keysmith-emulator";
import type { Values } from "../../../src/core/definition";
import { Run } from "../../../src/core/run";
import type { Desk } from "../../../src/core/task";
import { realTiming, type Timing } from "../../../src/core/timing";
import { requireInputs } from "../../../src/core/validate";
import { ibm } from "../../../src/ibm/index";
import { runPart } from "../../../src/ibm/leave-hpcs/run";
import { leftToAll } from "../../support/describe-engine";
import { FROM, Move, NOW, TO } from "./move";
import { everything, keysIn, likenessOf, openedWithTwins, policiesOf, sourceOf } from "./world";

class Killed extends Error {}

/** How far the writing came that the process didn't survive. */
type Wound = "within" | "after" | "never";

/** What outlives the processes: the files, and which of them have cost one its life. */
interface Disk {
  readonly files: Map<string, string>;
  readonly fatal: Set<string>;
}

/**
 * A desk whose process is killed while it adds its second line to the journal, or writes a file for the first time that any
 * process does. What was written stays; nothing is written after that.
 */
class MortalDesk implements Desk {
  readonly #disk: Disk;
  readonly #wound: Wound;
  #lines = 0;
  #isDead = false;

  constructor(disk: Disk, wound: Wound) {
    this.#disk = disk;
    this.#wound = wound;
  }

  read: Desk["read"] = (file) => readFile(file, "utf8");
  readIfThere: Desk["readIfThere"] = async (file) => this.#disk.files.get(file);
  program: Desk["program"] = () => Promise.reject(new Error("no programs here"));
  progress = (): void => undefined;
  lock = async (): Promise<void> => undefined;

  async replace(file: string, content: string): Promise<void> {
    const { files, fatal } = this.#disk;
    const kills = !fatal.has(file);
    fatal.add(file);
    this.#write(kills, () => files.set(file, content));
  }

  async append(file: string, text: string): Promise<void> {
    const add = (part: string): void => void this.#disk.files.set(file, `${this.#disk.files.get(file)}${part}`);
    this.#lines += 1;
    this.#write(
      this.#lines === 2,
      () => add(text),
      () => add(text.slice(0, text.length / 2)),
    );
  }

  #write(kills: boolean, whole: () => void, half: () => void = () => undefined): void {
    if (this.#isDead) throw new Killed();
    const dies = kills && this.#wound !== "never";
    if (!dies || this.#wound === "after") whole();
    else half();
    this.#isDead = dies;
    if (dies) throw new Killed();
  }
}

let move: Move;

beforeEach(async () => {
  move = await Move.start();
});

afterEach(() => move.stop());

/** One attempt in a process of its own. @returns what it has answered, if it came so far */
async function attempt(desk: Desk, words: Values, timing: Timing = realTiming()): Promise<unknown> {
  const env = { KEYSMITH_IBM_ENDPOINT: move.emulator.url, IBMCLOUD_API_KEY: defaultIbm.apiKey, KEYSMITH_AS_OF: NOW };
  const run = new Run({ env, log: { warn: () => undefined }, timing });
  const inputs = requireInputs(runPart, "run", { from: FROM, to: TO, ...words });
  try {
    return await runPart.perform(run.context(ibm), inputs, desk);
  } catch (error) {
    if (error instanceof Killed) return undefined;
    throw error;
  }
}

it.each<Wound>(leftToAll() ? ["within"] : ["within", "after"])(
  "killed at each step of the journal, %s the writing of its line, it goes on and makes nothing twice",
  async (wound) => {
    const { words, wrapped } = await everything(move);
    const [ciphertexts, material] = [[words[1]], [words[3]]];
    const before = sourceOf(await move.emulator.state());
    const disk: Disk = { files: new Map(), fatal: new Set() };
    const { files } = disk;
    let answer: unknown;
    let attempts = 0;
    while (answer === undefined && attempts < 100) {
      attempts += 1;
      answer = await attempt(new MortalDesk(disk, wound), { ciphertexts, material });
    }
    const journal = files.get(path.join("leave-hpcs", "journal.jsonl")) ?? "";
    // A ring that is there counts as made, written down or not.
    const lines = journal
      .trim()
      .split("\n")
      .filter((line) => !line.startsWith('{"ring"'));
    expect(new Set(lines).size).toBe(lines.length);
    // 8 keys and 3 authorizations with two steps each, and a line for each ciphertext.
    expect(lines).toHaveLength(1 + 16 + 6 + wrapped.length);
    expect(attempts).toBeGreaterThan(lines.length / 2);
    expect(answer).toMatchObject({ isComplete: true, answer: { left: [] } });
    const byName = (keys: Awaited<ReturnType<typeof keysIn>>) =>
      keys.map(likenessOf).sort((a, b) => (String(a["name"]) < String(b["name"]) ? -1 : 1));
    expect(byName(await keysIn(move, TO))).toEqual(byName(await keysIn(move, FROM)));
    expect(await policiesOf(move, TO)).toHaveLength(3);
    expect(
      await openedWithTwins(move, files.get(path.join("leave-hpcs", "ciphertexts", "orders.jsonl")) ?? ""),
    ).toEqual(wrapped.map(({ plaintext }) => plaintext));
    expect(sourceOf(await move.emulator.state())).toEqual(before);
  },
  240_000,
);

it("pauses, and goes on in one go, while the service refuses more calls than its quota", async () => {
  const { words, wrapped } = await everything(move);
  await move.emulator.setFaults(
    ["wrapKey", "createKey", "createPolicy"].map((operation) => ({ operation, kind: "429", times: 60 })),
  );
  let passed = 0;
  const timing: Timing = {
    now: () => passed,
    random: () => 0.5,
    sleep: async (milliseconds) => {
      passed += milliseconds;
    },
  };
  const disk: Disk = { files: new Map(), fatal: new Set() };
  const immortal = new MortalDesk(disk, "never");
  const given = { ciphertexts: [words[1]], material: [words[3]] };
  expect(await attempt(immortal, given, timing)).toMatchObject({
    isComplete: true,
    answer: { ciphertexts: wrapped.length, left: [] },
  });
  expect((await move.emulator.faults()).map(({ hits }) => hits)).toEqual([60, 60, 60]);
});

it("finds what it has made where the reply to a create is lost", async () => {
  const { words } = await everything(move);
  await move.emulator.setFaults([
    { operation: "createKey", kind: "reset-after", times: 3 },
    { operation: "createKeyWithPolicies", kind: "reset-after" },
    { operation: "createKeyRing", kind: "reset-after" },
    { operation: "createPolicy", kind: "reset-after", times: 3 },
  ]);
  expect((await move.call("run", words)).error).toContain("createPolicy");
  expect(await move.json("run", words)).toMatchObject({ left: [] });
  expect((await move.emulator.faults()).map(({ hits }) => hits)).toEqual([3, 1, 1, 3]);
  const names = async (instance: string) => (await keysIn(move, instance)).map(({ name }) => name).sort();
  expect(await names(TO)).toEqual(await names(FROM));
  expect(await policiesOf(move, TO)).toHaveLength(3);
  // What a run has asked for is its own, and not somebody else's that is equal.
  const { authorizations } = await move.json<{ authorizations: readonly { next: string }[] }>("plan", words);
  expect(authorizations.map(({ next }) => next)).toEqual(["moved", "moved", "moved"]);
});
