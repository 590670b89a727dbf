import type { Recorded } from "./engine";
import type { History } from "./history";
import type { Services } from "./services";
import type { Credential } from "./world";

const DAY = 86_400_000;
/** By so much a deadline may come early: both clocks of a rotation and of a retirement may be five minutes off. */
export const SLACK = 11 * 60_000;

interface Held {
  readonly id: string;
  readonly use: () => Promise<string | undefined>;
  /** Until when it is to be accepted; nothing for the one that was taken last. */
  readonly until?: number;
}

/** A use that was refused and should not have been. */
export interface Refusal {
  readonly id: string;
  readonly text: string;
}

/** Something that uses one credential: the one that was recorded last, and the one before for the overlap. */
export class Consumer {
  readonly credential: Credential;
  readonly #services: Services;
  readonly #history: History;
  #held: readonly Held[] = [];
  uses = 0;

  constructor(credential: Credential, services: Services, history: History) {
    this.credential = credential;
    this.#services = services;
    this.#history = history;
  }

  get key(): string {
    return `${this.credential.type} ${this.credential.name}`;
  }

  /** The ids of what it uses. */
  get ids(): readonly string[] {
    return this.#held.map(({ id }) => id);
  }

  /** The id of what was taken last. */
  get current(): string | undefined {
    return this.#held.find(({ until }) => until === undefined)?.id;
  }

  /**
   * Changes over to what is recorded.
   * @param overlapsFrom when the overlap of the one before began
   */
  take({ id, credentials }: Recorded, overlapsFrom: number): void {
    if (id === this.current) return;
    const use = this.#use(id, credentials);
    if (!use) return;
    const until = overlapsFrom + this.credential.overlapDays * DAY - SLACK;
    const before = this.#held.filter((held) => held.id !== id).map((held) => ({ ...held, until: held.until ?? until }));
    // A root key that is replaced is deleted: there is nothing to change over to meanwhile.
    this.#held = [{ id, use }, ...(this.credential.type === "RootKey" ? [] : before)];
    this.#history.add(`${this.key}: the application takes ${id}${before[0] ? `, and keeps ${before[0].id}` : ""}`);
  }

  #use(id: string, credentials: Recorded["credentials"]): Held["use"] | undefined {
    if (this.credential.type === "RootKey") return () => this.#services.wrap(id);
    if (!credentials) return undefined;
    const application = this.#services.application(this.key, credentials);
    return () => application.read();
  }

  /** Leaves off what something has ended on purpose. @returns whether that was one of its own */
  forgive(id: string, reason: string): boolean {
    if (!this.ids.includes(id)) return false;
    this.#held = this.#held.filter((held) => held.id !== id);
    this.#history.add(`${this.key}: ${id} is not counted any more: ${reason}`);
    return true;
  }

  /** Uses everything that is to be accepted at this time. @param mayRead whether the policy is known to be in place */
  async useAll(now: number, mayRead: boolean): Promise<readonly Refusal[]> {
    this.#held = this.#held.filter(({ until }) => until === undefined || until > now);
    const refusals: Refusal[] = [];
    for (const { id, use, until } of this.#held) {
      const refused = await use();
      this.uses += 1;
      if (refused === undefined || (!mayRead && refused.includes("NoPermission"))) continue;
      const which = until === undefined ? "the recorded one" : `the one before, until ${new Date(until).toISOString()}`;
      refusals.push({ id, text: `${this.key}: ${id} (${which}) is refused: ${refused}` });
    }
    return refusals;
  }
}
