import { defaultIbm, type FaultRule } from "keysmith-emulator";
import type { DirectStack } from "../../scripts/direct/stack";
import type { Values } from "../../src/core/definition";
import { isKeysmithError } from "../../src/core/errors";
import { NONCE } from "../../src/core/nonce";
import type { Chapter, Run } from "./chapters";
import { directStack } from "./direct-engine";
import type { Declared, Outcome } from "./engine";
import { hasPrevious } from "./life";
import { find, inputLeaves, MADE } from "./samples";
import { anHourAfter } from "./scene";
import { type EmulatedServices, EXAMPLE_INSTANCES, startEmulated } from "./services";

const HOUR = 3_600_000;
const DEFAULT_INSTANCE = defaultIbm.keyProtect.split(":")[7] ?? "";
/** More than there can be previous credentials at a time. */
const MOST_DATES = 10;
/** Ids that the services give, and the digests that stand for revisions. */
const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(?:\d+-)?[0-9a-f]{32}\b|\bkey-hzz[0-9a-f]{18}\b/g;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/g;
/** What is another one in each world, or has been written another number of times: the start of a client key tells the nonce. */
const OWN = new Set(["revision", "nonce", "notBefore", "ciphertext"]);
/** How a mark with a nonce begins: another one in each world. */
const MARKED = new RegExp(`\\(keysmith ${NONCE}:`, "g");

/** Services and a stack in this process, as they are when a chapter begins. */
export class World {
  readonly #services: EmulatedServices;
  /** Runs that were killed: they wait for an answer that never comes. */
  readonly #killed: Promise<unknown>[] = [];
  #stack: DirectStack;
  #now = MADE;
  /** What people were shown. */
  #shown = "";
  readonly #warn = (line: string): void => {
    this.#shown += `${line}\n`;
  };

  private constructor(services: EmulatedServices) {
    this.#services = services;
    this.#stack = directStack(services.env, MADE, [], this.#warn);
  }

  /** @param live what is done in the world before it ends */
  static async of<T>({ before, run }: Chapter, live: (world: World) => Promise<T>): Promise<T> {
    const world = new World(await startEmulated(MADE));
    try {
      await world.live(before);
      await world.#turnTo(run);
      await world.#services.emulator.clearCalls();
      return await live(world);
    } finally {
      await world.#services.emulator.close();
      await Promise.all(world.#killed);
    }
  }

  async live(runs: readonly Run[], apply = (program: readonly Declared[]) => this.apply(program)): Promise<void> {
    for (const run of runs) {
      await this.#turnTo(run);
      await apply(run.program);
    }
  }

  /** The run of a chapter, as it is when nothing goes wrong. */
  async carryOut({ run, isRefused }: Chapter): Promise<void> {
    if (isRefused) await expect(this.apply(run.program)).rejects.toThrow();
    else await this.apply(run.program);
  }

  /** The operations called in this chapter, in order. */
  async calls(): Promise<readonly string[]> {
    return (await this.#services.emulator.calls()).map(({ operation }) => operation);
  }

  apply(program: readonly Declared[]): Promise<Outcome> {
    return this.#stack.up(program);
  }

  /**
   * What a person does who knows that a run was killed, and is told that something exists already which is not on record:
   * adopts it, by what the error says.
   */
  async applyAsTold(program: readonly Declared[]): Promise<Outcome> {
    for (let told = program; ; ) {
      try {
        return await this.apply(told);
      } catch (error) {
        told = adoptingWhat(error, told);
      }
    }
  }

  preview(program: readonly Declared[]): Promise<Outcome> {
    return this.#stack.preview(program);
  }

  refresh(): Promise<void> {
    return this.#stack.refresh();
  }

  /** Has calls go wrong meanwhile. */
  async during<T>(faults: readonly FaultRule[], act: () => Promise<T>): Promise<void> {
    const { emulator } = this.#services;
    await emulator.setFaults(faults);
    await act();
    await emulator.setFaults([]);
  }

  /**
   * Kills a run in the middle of a call: the service has acted, and nobody was told. What is recorded by then goes to a new
   * process.
   * @param nth of the run's calls, from 1
   * @returns whether it was killed: it may have ended with fewer calls
   */
  async applyKilled(program: readonly Declared[], nth: number): Promise<boolean> {
    const { emulator, env } = this.#services;
    const isStruck = async (): Promise<boolean> => (await emulator.faults()).some(({ hits }) => hits > 0);
    let isKilled = false;
    await this.during([{ operation: "*", nth, kind: "slow-headers", ms: HOUR }], async () => {
      let isOver = false;
      const end = (): void => {
        isOver = true;
      };
      this.#killed.push(this.apply(program).then(end, end));
      while (!isOver && !(await isStruck())) await new Promise((resolve) => setImmediate(resolve));
      isKilled = await isStruck();
    });
    this.#stack = directStack(env, this.#now, this.#stack.records, this.#warn);
    return isKilled;
  }

  /** Runs a program at each date on which something is due, until only current credentials are left. */
  async endOverlaps(program: readonly Declared[]): Promise<void> {
    for (let dates = 0; this.#states().some(hasPrevious); dates++) {
      if (dates > MOST_DATES) throw new Error("a previous credential is still there after its date");
      await this.#at(this.#nextDate());
      await this.apply(program);
    }
  }

  /** What lives at the services, without what is empty. */
  async living(): Promise<unknown> {
    return this.#normalized(JSON.stringify(pruned(await this.#had()) ?? {}));
  }

  /** The ids of what lives at the services. */
  async livingIds(): Promise<readonly string[]> {
    return idsIn(JSON.stringify(pruned(await this.#had()) ?? {}));
  }

  /** Somebody deletes what no record says, where people were told of it: no run may. */
  async removeAnnounced(): Promise<void> {
    const recorded = idsIn(this.#recorded());
    const isAnnounced = (id: string): boolean => !recorded.includes(id) && this.#shown.includes(`the key ${id}`);
    for (const id of (await this.livingIds()).filter(isAnnounced)) {
      for (const instance of EXAMPLE_INSTANCES.map((each) => each.id).concat(DEFAULT_INSTANCE)) {
        await this.#services.emulator.ibm.request("DELETE", `/api/v2/keys/${id}?force=true`, { instance });
      }
      if (id.startsWith("key-")) await this.#endKmsKey(id);
    }
  }

  async #endKmsKey(KeyId: string): Promise<void> {
    const { alibaba } = this.#services.emulator;
    for (const region of ["cn-hangzhou", "eu-central-1"]) {
      const own = await alibaba.call("ListAliasesByKeyId", { KeyId }, region).catch(() => undefined);
      if (own === undefined) continue;
      const { Alias } = own["Aliases"] as { Alias: { AliasName: string }[] };
      for (const { AliasName } of Alias) await alibaba.call("DeleteAlias", { AliasName }, region);
      await alibaba.call("SetDeletionProtection", { KeyId, EnableDeletionProtection: "false" }, region);
      await alibaba.call("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: "7" }, region);
    }
  }

  /** How many of them no record says. */
  async unrecorded(): Promise<number> {
    const recorded = new Set(idsIn(this.#recorded()));
    return (await this.livingIds()).filter((id) => !recorded.has(id)).length;
  }

  /** All that the services have and had, and what is recorded of it. */
  async snapshot(): Promise<unknown> {
    return this.#normalized(`{"services":${JSON.stringify(await this.#had())},"recorded":${this.#recorded()}}`);
  }

  /** The same in each world that is alike, whatever the ids are in it, and however often something was written. */
  #normalized(text: string): unknown {
    const ids = idsIn(text);
    const normalized = text
      .replace(ID, (id) => `id ${ids.indexOf(id)}`)
      .replace(CERTIFICATE, "a certificate")
      .replace(MARKED, "(keysmith:");
    return JSON.parse(normalized.replaceAll(this.#services.emulator.url, "the services"), (name, value: unknown) =>
      OWN.has(name) ? undefined : value,
    );
  }

  async #turnTo({ when }: Run): Promise<void> {
    if (when === "an hour later") await this.#at(anHourAfter(this.#now));
    if (when === "when due") await this.#at(this.#nextDate());
  }

  async #at(time: string): Promise<void> {
    this.#now = time;
    this.#stack.at(time);
    await this.#services.emulator.clock.set(time);
  }

  #nextDate(): string {
    const [next] = this.#states()
      .flatMap(({ nextRunBy }) => (nextRunBy === undefined ? [] : [String(nextRunBy)]))
      .sort();
    if (next === undefined) throw new Error("nothing will ever be due");
    return next;
  }

  #states(): readonly Values[] {
    return this.#stack.records.map(({ state }) => state);
  }

  #recorded(): string {
    const records = this.#stack.records.map(({ definition: _, vendor: __, ...record }) => record);
    return JSON.stringify(records, (name, value: unknown) => (name === "adopt" ? undefined : value));
  }

  async #had(): Promise<unknown> {
    const { clock: _, ...services } = await this.#services.emulator.state();
    return services;
  }
}

/** The same program, in which what is named by an error adopts what exists already. @throws the error where it names nothing */
function adoptingWhat(error: unknown, program: readonly Declared[]): readonly Declared[] {
  const isTold = isKeysmithError(error) && error.code === "already-exists";
  const [, told] = (isTold && /set adopt: (true|"[^"]*")/.exec(error.remedy)) || [];
  const adopt: unknown = told === undefined ? undefined : JSON.parse(told);
  const named = ({ type, name, args }: Declared): boolean => {
    const subject = String(args[find(type).subject] ?? name);
    // What has an id of the service's own is named by its label, which ends with its name in the program.
    const starts = [`${JSON.stringify(subject)} exists already`, `"alias/${subject}" exists already`];
    const isIt = typeof adopt === "string" ? [`/${name}": the `] : starts;
    return isIt.some((each) => String(error).includes(each));
  };
  const found = program.find((each) => adopt !== undefined && each.args["adopt"] !== adopt && named(each));
  if (!found) throw error;
  return program.map((each) => (each === found ? { ...each, args: { ...each.args, adopt } } : each));
}

/** What can adopt an object that is there under its name does so. */
export function adopting(declared: Declared): Declared {
  const adopt = inputLeaves(find(declared.type)).find(({ path }) => path === "adopt");
  return adopt?.type.kind === "boolean" ? { ...declared, args: { ...declared.args, adopt: true } } : declared;
}

export function idsIn(text: string): readonly string[] {
  return [...new Set(text.match(ID))];
}

/** Without what was deleted and is remembered only, and without what is empty then; nothing where nothing is left. */
export function pruned(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const isDeleted = ["deletion", "plannedDeleteTime", "deleteDate"].some((name) => name in value);
  if (isDeleted || ("state" in value && value.state === "deleted")) return undefined;
  const parts = Object.entries(withoutAliasesOfEnded(value))
    .map(([name, part]) => [name, pruned(part)] as const)
    .filter(([, part]) => part !== undefined);
  if (parts.length === 0) return undefined;
  return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

/** An alias of a KMS key ends with it. */
function withoutAliasesOfEnded(value: object): object {
  const { keys, aliases } = value as { keys?: unknown; aliases?: unknown };
  if (!Array.isArray(keys) || !Array.isArray(aliases)) return value;
  const ended = new Set(keys.flatMap((key: Values) => (key["deleteDate"] === undefined ? [] : [key["id"]])));
  return { ...value, aliases: aliases.filter((alias: Values) => !ended.has(alias["keyId"])) };
}
