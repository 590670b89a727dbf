import type { Caller, Iam } from "../service";
import { AccessTokens, type IssuedToken } from "./access-tokens";
import { allHold } from "./attributes";
import { claimsOf, Identities, type IdentityOptions } from "./identities";
import { Policies, type PolicyLag } from "./policies";
import type { PolicyContent } from "./policy";
import { grantsUse } from "./roles";

export type { ApiKey, TrustedProfile } from "./identities";
export type { PolicyLag } from "./policies";

export interface IamOptions extends IdentityOptions {
  /** Read at every create, so that its owner may change it. */
  readonly policyLag?: PolicyLag | undefined;
  /** Lifetime of a token in seconds. Default 3600. */
  readonly tokenLifetime?: number | undefined;
}

type Source = Parameters<Iam["authorizes"]>[0];
type Target = Parameters<Iam["authorizes"]>[1];

/** Identity and access management: it identifies callers, and decides which service may use which key. */
export class IamService implements Iam {
  readonly account: string;
  readonly identities: Identities;
  readonly policies: Policies;
  readonly tokens = new AccessTokens();
  /** Identity tokens of virtual servers. They give access to no service. */
  readonly instanceTokens = new AccessTokens();
  /** Seconds. */
  readonly tokenLifetime: number;

  constructor({ policyLag = {}, tokenLifetime = 3600, ...identities }: IamOptions) {
    this.account = identities.account;
    this.identities = new Identities(identities);
    this.policies = new Policies(policyLag);
    this.tokenLifetime = tokenLifetime;
  }

  /** A token for a caller. @param claims besides those that identify the caller */
  issue(caller: Caller, claims: Readonly<Record<string, unknown>>): IssuedToken {
    return this.tokens.issue(caller, { ...claimsOf(caller), ...claims }, this.tokenLifetime);
  }

  callerOf(bearer: string): Caller | undefined {
    return this.tokens.callerOf(bearer);
  }

  authorizes(source: Source, target: Target): boolean {
    return this.policies.inForce().some(({ content }) => this.#allows(content, source, target));
  }

  snapshot(): unknown {
    return { policies: this.policies.snapshot() };
  }

  /** Tokens do not outlive the process. */
  restore(data: unknown): void {
    this.policies.restore(Reflect.get(Object(data), "policies"));
  }

  #allows({ type, subject, resource, roles }: PolicyContent, source: Source, target: Target): boolean {
    if (type !== "authorization" || !roles.some(grantsUse)) return false;
    return allHold(subject, this.#factsOf(source)) && allHold(resource, this.#factsOf(target));
  }

  #factsOf(party: Source | Target): Record<string, string | undefined> {
    const { service, instance, region } = party;
    return {
      accountId: this.account,
      serviceName: service,
      serviceInstance: instance,
      region,
      resourceGroupId: defaultResourceGroup,
      ...("key" in party && { resourceType: "key", resource: party.key }),
    };
  }
}

/** The resource group that all instances are in. */
export const defaultResourceGroup = "5c49eabcf5e85881a37e2d100a33b3df";
