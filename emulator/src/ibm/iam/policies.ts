import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Section } from "../../store";
import { etagOf, grantsSame, type PolicyContent, policySchema, type StoredPolicy } from "./policy";
import { missingIfMatch, policyNotFound, staleRevision } from "./policy-error";

/** The lag until the vendor's other services know a new authorization policy, counted in calls. */
export interface PolicyLag {
  /** Number of reads that do not find the new policy. */
  readonly reads?: number | undefined;
  /** Number of refusals that the granted service meets first. */
  readonly checks?: number | undefined;
}

/** The author and the time of a change. */
export interface Change {
  readonly by: string;
  readonly now: Date;
}

const stateSchema = z.array(policySchema);

/** The account's policies, including deleted ones. The remaining lags of new policies are kept in memory only. */
export class Policies implements Section {
  readonly #policies = new Map<string, StoredPolicy>();
  readonly #lag: PolicyLag;
  readonly #readsLeft = new Map<string, number>();
  readonly #checksLeft = new Map<string, number>();

  /** @param lag read at every create, so that its owner may change it */
  constructor(lag: PolicyLag) {
    this.#lag = lag;
  }

  create(content: PolicyContent, { by, now }: Change): StoredPolicy {
    const at = now.toISOString();
    const times = { createdAt: at, createdBy: by, modifiedAt: at, modifiedBy: by };
    const policy: StoredPolicy = { id: randomUUID(), revision: 1, state: "active", content, ...times };
    this.#policies.set(policy.id, policy);
    this.#readsLeft.set(policy.id, this.#lag.reads ?? 0);
    this.#checksLeft.set(policy.id, this.#lag.checks ?? 0);
    return policy;
  }

  /** The policy as a reader sees it: not before its lag is over. @throws IbmRefusal policy_not_found */
  read(id: string): StoredPolicy {
    const policy = this.#find(id);
    if (this.#isOverlooked(this.#readsLeft, id)) throw policyNotFound(id);
    return policy;
  }

  /** The policies as a list shows them, oldest first. */
  list(): readonly StoredPolicy[] {
    return [...this.#policies.values()].filter(({ id }) => !this.#isOverlooked(this.#readsLeft, id));
  }

  /** The active policies that already count in access decisions. */
  inForce(): readonly StoredPolicy[] {
    return this.#active().filter(({ id }) => !this.#isOverlooked(this.#checksLeft, id));
  }

  /** An active policy with the same grant, other than the one with the id `but`. Lags do not apply. */
  equalTo(content: PolicyContent, but?: string): StoredPolicy | undefined {
    return this.#active().find((policy) => policy.id !== but && grantsSame(policy.content, content));
  }

  /** The policy that a change with this `If-Match` addresses. Lags do not apply. @throws IbmRefusal */
  forChange(id: string, ifMatch: string | undefined): StoredPolicy {
    const policy = this.#find(id);
    if (!ifMatch) throw missingIfMatch();
    if (ifMatch.replace(/^"(.*)"$/, "$1") !== etagOf(policy)) throw staleRevision(policy);
    return policy;
  }

  /** A policy that is not deleted. Lags do not apply. @throws IbmRefusal policy_not_found */
  active(id: string): StoredPolicy {
    const policy = this.#find(id);
    if (policy.state === "deleted") throw policyNotFound(id);
    return policy;
  }

  write(policy: StoredPolicy, change: Partial<Pick<StoredPolicy, "content" | "state">>, { by, now }: Change) {
    const revision = policy.revision + 1;
    const next: StoredPolicy = { ...policy, ...change, revision, modifiedAt: now.toISOString(), modifiedBy: by };
    this.#policies.set(policy.id, next);
    return next;
  }

  snapshot(): unknown {
    return [...this.#policies.values()];
  }

  restore(data: unknown): void {
    const policies = stateSchema.parse(data);
    this.#policies.clear();
    for (const policy of policies) this.#policies.set(policy.id, policy);
  }

  #active(): readonly StoredPolicy[] {
    return [...this.#policies.values()].filter(({ state }) => state === "active");
  }

  #find(id: string): StoredPolicy {
    const policy = this.#policies.get(id);
    if (!policy) throw policyNotFound(id);
    return policy;
  }

  #isOverlooked(left: Map<string, number>, id: string): boolean {
    const times = left.get(id) ?? 0;
    if (times <= 0) return false;
    left.set(id, times - 1);
    return true;
  }
}
