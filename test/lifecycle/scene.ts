import { formatTime, parseTime } from "../../src/core/clock";
import type { Declared, LifecycleEngine, LifecycleStack } from "./engine";
import { MADE } from "./samples";
import { type Service, startService } from "./services";

/** A stack of an engine and the services that it is run against, at one time. */
export class Scene {
  protected readonly engine: LifecycleEngine;
  #now = MADE;
  #service: Service | undefined;
  #stack: LifecycleStack | undefined;

  constructor(engine: LifecycleEngine) {
    this.engine = engine;
  }

  get service(): Service {
    if (!this.#service) throw new Error("the service isn't started");
    return this.#service;
  }

  get stack(): LifecycleStack {
    if (!this.#stack) throw new Error("the engine isn't started");
    return this.#stack;
  }

  get looksFirst(): boolean {
    return this.engine.looksFirst ?? false;
  }

  /** The operations of a run that finds nothing to do in `program`, sorted. */
  looking(program: readonly Declared[]): string[] {
    return this.looksFirst ? this.service.reading(program) : [];
  }

  async start(): Promise<void> {
    this.#service = await startService(MADE);
    this.#stack = await this.engine.start(this.service.env, MADE);
  }

  async stop(): Promise<void> {
    await this.#stack?.stop();
    await this.#service?.stop();
  }

  /** Moves the clocks of both sides. */
  async at(time: string): Promise<void> {
    this.#now = time;
    this.stack.at(time);
    await this.service.at(time);
  }

  /** Services don't let a key change as often as one likes. */
  async anHourLater(): Promise<void> {
    await this.at(anHourAfter(this.#now));
  }
}

export function anHourAfter(time: string): string {
  return formatTime(new Date(parseTime(time).getTime() + 3_600_000));
}
