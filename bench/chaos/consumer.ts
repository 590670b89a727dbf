import type { Recorded } from "./engine";
import type { History } from "./history";
import type { Services } from "./services";
import type { Credential } from "./world";

const DAY = 86_400_000;
/** A deadline may come early by this much: both clocks of a rotation and of a retirement may be five minutes off. */
export const SLACK = 11 * 60_000;

interface Held {
  readonly id: string;
  readonly use: () => Promise<string | undefined>;
  /** The end of its acceptance; undefined for the credential that was taken last. */
  readonly until?: number;
}

/** A use that was refused and should not have been. */
export interface Refusal {
  readonly id: string;
  readonly text: string;
}

/** A user of one credential: of the last recorded one, and during the overlap of the previous one. */
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

  /** The ids of the credentials in use. */
  get ids(): readonly string[] {
    return this.#held.map(({ id }) => id);
  }

  /** The id of the credential that was taken last. */
  get current(): string | undefined {
    return this.#held.find(({ until }) => until === undefined)?.id;
  }

  /**
   * Changes to the recorded credential.
   * @param overlapsFrom the start of the previous credential's overlap
   */
  take({ id, credentials }: Recorded, overlapsFrom: number): void {
    if (id === this.current) return;
    const use = this.#use(id, credentials);
    if (!use) return;
    const until = overlapsFrom + this.credential.overlapDays * DAY - SLACK;
    const before = this.#held.filter((held) => held.id !== id).map((held) => ({ ...held, until: held.until ?? until }));
    // A replaced root key is deleted: there is no overlap in which to change.
    this.#held = [{ id, use }, ...(this.credential.type === "RootKey" ? [] : before)];
    this.#history.add(`${this.key}: the application takes ${id}${before[0] ? `, and keeps ${before[0].id}` : ""}`);
  }

  #use(id: string, credentials: Recorded["credentials"]): Held["use"] | undefined {
    if (this.credential.type === "RootKey") return () => this.#services.wrap(id);
    if (!credentials) return undefined;
    const application = this.#services.application(this.key, credentials);
    return () => application.read();
  }

  /** Stops using a credential that was ended on purpose. @returns whether it was in use */
  forgive(id: string, reason: string): boolean {
    if (!this.ids.includes(id)) return false;
    this.#held = this.#held.filter((held) => held.id !== id);
    this.#history.add(`${this.key}: ${id} is not counted any more: ${reason}`);
    return true;
  }

  /** Uses every credential that must be accepted now. @param mayRead whether the policy is known to be in place */
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
