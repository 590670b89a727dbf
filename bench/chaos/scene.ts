import { Books, type Change, keyOf } from "./books";
import { Consumer } from "./consumer";
import type { Asked, ChaosEngine, ChaosStack, Ended, Recorded } from "./engine";
import { History } from "./history";
import { Judge } from "./judge";
import { Plaintext } from "./plaintext";
import { type Seen, Services } from "./services";
import type { Trouble } from "./troubles";
import { CREDENTIALS, type Member, PROGRAM, START } from "./world";

/** The parameters of a run. */
export interface Drawn {
  readonly command: "up" | "destroy";
  readonly trouble: Trouble;
  /** Keys of resources to replace, whatever the plan says. */
  readonly replace: readonly string[];
  readonly refresh: boolean;
  /** Whether the program asks to adopt existing objects without a record. */
  readonly adopts: boolean;
  /** Seconds by which the provider's clock is ahead of the services', one for each of two runs. */
  readonly skews: readonly [number, number];
  /** Keys of the resources to which nothing refers, in their order at the end of the program: engines take them in any order. */
  readonly order: readonly string[];
}

/** A stack and its services, the consumers of its credentials, and the observers. */
export class Scene {
  readonly stack: ChaosStack;
  readonly services: Services;
  readonly history: History = new History();
  readonly books: Books = new Books(this.history);
  readonly judge: Judge = new Judge(this.books, this.history);
  readonly consumers: readonly Consumer[];
  /** Triggers that people set by hand: a new text rotates the key. */
  readonly triggers = new Map<string, string>();
  /** Keys of resources whose program asks to put found keys under a deadline. */
  readonly recovered = new Set<string>();
  /** Keys that went with a replaced access point, and that were still recorded after a run that ended well. */
  readonly stale = new Set<string>();
  readonly #doomed = new Set<string>();
  readonly counts = { runs: 0, "went well": 0, kills: 0, "calls gone wrong": 0 };
  readonly #plaintext: Plaintext;
  readonly #engine: ChaosEngine;
  #now = Date.parse(START);
  /** Whether something that applications need for reading was removed on purpose, and is not back yet. */
  isCut = true;
  lastOutput = "";

  private constructor(engine: ChaosEngine, stack: ChaosStack, services: Services) {
    this.#engine = engine;
    this.stack = stack;
    this.services = services;
    this.consumers = CREDENTIALS.map((credential) => new Consumer(credential, services, this.history));
    this.#plaintext = new Plaintext(services.secrets);
  }

  static async of<T>(engine: ChaosEngine, seed: number, act: (scene: Scene) => Promise<T>): Promise<T> {
    const services = await Services.start(seed);
    const stack = await engine.open(services.env, START);
    try {
      return await act(new Scene(engine, stack, services));
    } finally {
      await services.stop();
      await stack.close();
    }
  }

  /** By the services' clock. */
  get now(): number {
    return this.#now;
  }

  /** Lets time pass, and has everybody use their credentials. */
  async pass(time: number): Promise<void> {
    this.#now = Math.max(time, this.#now);
    await this.services.emulator.clock.set(timeText(this.#now));
    await this.useAll();
  }

  async useAll(): Promise<void> {
    for (const consumer of this.consumers) this.judge.refused(await consumer.useAll(this.#now, !this.isCut));
  }

  /** Applications no longer count on credentials that were ended on purpose. */
  forgive(ids: readonly string[], reason: string): void {
    for (const consumer of this.consumers) for (const id of ids) consumer.forgive(id, reason);
  }

  /** @returns whether the run, or one of two, ended well */
  async run(drawn: Drawn): Promise<boolean> {
    const before = await this.#look();
    const asked = drawn.skews.map((skew) => this.#asked(drawn, before, skew)) as [Asked, Asked];
    this.counts.runs += 1;
    this.history.begin(`${timeText(this.#now)} run ${this.counts.runs}: ${describe(drawn)}`);
    this.#prepare(drawn, before);
    await this.services.emulator.clearCalls();
    const ended = await this.#carryOut(drawn.trouble, asked);
    const change: Change = {
      run: this.counts.runs,
      now: this.#now,
      before,
      after: await this.#look(),
      ended,
      deleted: await this.services.deletedKeys(),
      refresh: drawn.refresh,
      recovered: new Set(this.recovered),
      replacedUntold: new Set(this.#engine.untold(asked[0].replace, drawn.refresh)),
    };
    return this.#settle(drawn, change);
  }

  /** Everybody changes to the recorded and existing credentials, even when not all of a run went well. */
  async takeRecorded(): Promise<void> {
    this.#takeLiving(await this.#look());
  }

  #takeLiving({ seen, records }: Change["after"]): void {
    this.#take(
      records.filter((record) => seen.keys.some(({ id }) => id === record.id)),
      seen,
    );
  }

  async #look(): Promise<{ readonly seen: Seen; readonly records: readonly Recorded[] }> {
    return { seen: await this.services.look(), records: await this.stack.recorded() };
  }

  /** Notes the credentials that the run is told to end, and whether it interrupts reading for a while. */
  #prepare({ command, replace }: Drawn, { seen, records }: Change["before"]): void {
    const isRecorded = (key: string): boolean => records.some((record) => record.key === key);
    const destroyed = command === "destroy" ? PROGRAM.map(keyOf).filter(isRecorded) : [];
    const ended = [...destroyed, ...(command === "up" ? replace.filter(isRecorded) : [])];
    if (ended.some((key) => !isCredential(key))) this.isCut = true;
    for (const { id, holder } of seen.keys) if (ended.includes(`AccessPoint ${holder}`)) this.#doomed.add(id);
    for (const { credential, ids, key } of this.consumers) {
      const isEnded = ended.includes(key) && (command === "destroy" || endsWhenReplaced(credential));
      if (isEnded) this.forgive(ids, `${key} is ${command === "destroy" ? "destroyed" : "replaced"}: no overlap`);
      const accessPoint = `AccessPoint ${credential.holder}`;
      if (credential.type === "ClientKey" && ended.includes(accessPoint))
        this.forgive(ids, `${accessPoint} goes, and its keys with it`);
    }
  }

  #asked({ command, replace, refresh, adopts, order }: Drawn, before: Change["before"], skew: number): Asked {
    const ordered = [...PROGRAM].sort((one, other) => order.indexOf(keyOf(one)) - order.indexOf(keyOf(other)));
    const program = ordered.map((member) => this.#declared(member, before, adopts));
    const recorded = replace.filter((key) => before.records.some((record) => record.key === key));
    return { command, program, replace: recorded, refresh, asOf: timeText(this.#now + skew * 1000) };
  }

  #declared(member: Member, { seen, records }: Change["before"], adopts: boolean): Member {
    const key = keyOf(member);
    const trigger = this.triggers.get(key);
    const isRecorded = records.some((record) => record.key === key);
    const args = {
      ...member.args,
      ...(trigger && { rotation: { ...Object(member.args["rotation"]), trigger } }),
      ...(this.recovered.has(key) && { recover: { overlap: Object(member.args["rotation"]).overlap } }),
    };
    if (isRecorded || !adopts) return { ...member, args };
    const root = seen.keys.find(
      ({ type, holder }) => type === member.type && type === "RootKey" && holder === member.name,
    );
    if (root) return { ...member, args: { ...args, adopt: root.id } };
    return seen.named.includes(key) ? { ...member, args: { ...args, adopt: true } } : { ...member, args };
  }

  async #carryOut(trouble: Trouble, [one, other]: readonly [Asked, Asked]): Promise<readonly Ended[]> {
    const { emulator } = this.services;
    if (trouble.what === "killed in a call")
      return this.services.holding(trouble.call, async (when) => [
        await this.stack.run({ ...one, kill: { when, strike: trouble.strike } }),
      ]);
    if (trouble.what === "killed at a time") {
      const when = new Promise((resolve) => setTimeout(resolve, trouble.ms));
      return [await this.stack.run({ ...one, kill: { when, strike: trouble.strike } })];
    }
    await emulator.setFaults("faults" in trouble ? trouble.faults : []);
    const ended =
      trouble.what === "two at once" ? await this.stack.runBoth(one, other, trouble.keep) : [await this.stack.run(one)];
    for (const { hits } of await emulator.faults()) this.counts["calls gone wrong"] += hits;
    await emulator.setFaults([]);
    return ended;
  }

  async #settle({ command, trouble, refresh }: Drawn, change: Change): Promise<boolean> {
    const { ended, after } = change;
    const lineages = this.books.lineages;
    this.books.note(change);
    this.#noteRecords(change);
    this.lastOutput = ended.map(({ output }) => output).join("\n");
    for (const { records } of ended) this.#plaintext.note(records);
    this.judge.plaintext(this.#plaintext.find(this.stack.files(), this.lastOutput));
    this.judge.run(change, lineages);
    this.counts.kills += ended.filter(({ killed }) => killed).length;
    const isWell = ended.some(({ well }) => well);
    if (isWell) this.counts["went well"] += 1;
    // When two runs are simultaneous, either may be the last to write the record, and both records are read.
    for (const { well, records } of ended) if (well && command === "up") this.#take(records, after.seen);
    if (ended.every(({ well }) => well) && command === "up") this.#take(after.records, after.seen);
    // The final record may be of the other run, even when that one did not end well.
    else if (trouble.what === "two at once" && command === "up") this.#takeLiving(after);
    if (isWell && command === "up" && refresh && trouble.what !== "two at once") this.isCut = false;
    if (isWell && refresh && command === "up") this.recovered.clear();
    if (isWell && refresh && trouble.what !== "two at once") {
      if (command === "up") this.judge.order(change);
      else this.judge.destroyed(change, lineages);
    }
    await this.useAll();
    return isWell;
  }

  #take(records: readonly Recorded[], { keys }: Seen): void {
    for (const consumer of this.consumers) {
      const recorded = records.find(({ key }) => key === consumer.key);
      if (!recorded) continue;
      if (this.#doomed.has(recorded.id) && !keys.some(({ id }) => id === recorded.id)) {
        this.stale.add(recorded.id);
        continue;
      }
      const origin = this.books.originOf(recorded.id);
      const before = consumer.current === undefined ? undefined : this.books.originOf(consumer.current);
      // An earlier key that is recorded again replaces the other from now on.
      const isNewer = origin && before && origin.madeAt >= before.madeAt;
      consumer.take(recorded, isNewer ? origin.madeAt : this.#now);
    }
  }

  #noteRecords({ before, after, ended }: Change): void {
    const ends = ended.map(({ well, killed }) => (well ? "well" : killed ? "killed" : "failed"));
    this.history.detail(`ended ${ends.join(" and ")}`);
    for (const { well, killed, output } of ended) {
      if (!well && !killed) this.history.detail(`${output.trim().slice(-400).replaceAll(/\s+/g, " ")}`);
    }
    for (const record of after.records.filter(({ key }) => isCredential(key))) {
      const text = recordText(record);
      const old = before.records.find(({ key }) => key === record.key);
      if (!old || recordText(old) !== text) this.history.add(text);
    }
    for (const { key, id } of before.records)
      if (isCredential(key) && !after.records.some((record) => record.key === key))
        this.history.add(`${key}: ${id} is recorded no more`);
  }
}

function isCredential(key: string): boolean {
  return key.startsWith("ClientKey") || key.startsWith("RootKey");
}

/** The old credential is kept only where the new one is created first. */
function endsWhenReplaced({ type, createFirst }: Member): boolean {
  return type === "RootKey" || !createFirst;
}

function recordText({ key, id, previous }: Recorded): string {
  const before = previous.map(({ clientKeyId, retireAfter }) => `${clientKeyId} until ${retireAfter}`);
  return `${key}: the record has ${id}${before.length > 0 ? `, before it ${before.join(", ")}` : ""}`;
}

function describe({ command, trouble, replace, refresh, adopts, skews }: Drawn): string {
  const how = [
    command,
    refresh ? "with a look" : "without a look",
    ...(adopts ? ["adopting"] : []),
    ...(replace.length > 0 ? [`replacing ${replace.join(", ")}`] : []),
    `the provider's clock ${skews.slice(0, trouble.what === "two at once" ? 2 : 1).join(" and ")} s ahead`,
  ];
  return `${how.join(", ")}; trouble: ${JSON.stringify(trouble)}`;
}

export function timeText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
