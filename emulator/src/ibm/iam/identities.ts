import type { Caller } from "../service";

/** An API key that the emulator accepts besides its own two, or in place of one of them. */
export interface ApiKey {
  readonly apiKey: string;
  /** The identity that it stands for. Default: a user of its own. */
  readonly iamId?: string | undefined;
  /** The account of its tokens. Default: the account of the default instances. */
  readonly account?: string | undefined;
  /** Other accounts of the user. Source: IBM's "Managing user API keys": a key's access is not limited to its account. */
  readonly memberOf?: readonly string[] | undefined;
  /** Actions such as `kms.secrets.create`; `*` may end an entry. Default: everything. */
  readonly actions?: readonly string[] | undefined;
}

/** A trusted profile that exists besides the emulator's own. */
export interface TrustedProfile {
  /** `Profile-…`; requests may also say `iam-Profile-…`. */
  readonly id: string;
  /** Default: the id. */
  readonly name?: string | undefined;
  /** As for an API key. */
  readonly actions?: readonly string[] | undefined;
}

/** The ways in which a request can name a trusted profile. */
export interface ProfileName {
  readonly id?: string | undefined;
  readonly crn?: string | undefined;
  readonly name?: string | undefined;
}

export interface IdentityOptions {
  readonly account: string;
  readonly apiKeys?: readonly ApiKey[] | undefined;
  readonly profiles?: readonly TrustedProfile[] | undefined;
  /** Compute resource tokens that are accepted. Default: everything that looks like a JWT. */
  readonly computeTokens?: readonly string[] | undefined;
}

/** Two users, so that a deletion can have two authorizations. */
const ownKeys: readonly ApiKey[] = [
  { apiKey: "emulator", iamId: "IBMid-0000000001" },
  { apiKey: "emulator-2", iamId: "IBMid-0000000002" },
];

const ownProfile: TrustedProfile = { id: "Profile-emulator", name: "emulator" };

/** The user name and the password at IBM Cloud Private. */
const icpUser = "emulator";
const icpPassword = "emulator";

const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** The known identities and their credentials. */
export class Identities {
  readonly #account: string;
  readonly #callers: ReadonlyMap<string, Caller>;
  readonly #profiles: readonly TrustedProfile[];
  readonly #computeTokens: ReadonlySet<string> | undefined;

  constructor({ account, apiKeys = [], profiles = [], computeTokens }: IdentityOptions) {
    this.#account = account;
    this.#callers = new Map(
      [...ownKeys, ...apiKeys].map(({ apiKey, iamId, account: of = account, ...given }, i) => [
        apiKey,
        { ...given, account: of, iamId: iamId ?? `IBMid-${String(i + 1).padStart(10, "0")}`, issuer: "iam" },
      ]),
    );
    this.#profiles = [...profiles, ownProfile];
    this.#computeTokens = computeTokens && new Set(computeTokens);
  }

  /** The owner of an API key. IBM Cloud Private accepts the same keys. */
  ofApiKey(apiKey: string, issuer: Caller["issuer"] = "iam"): Caller | undefined {
    const caller = this.#callers.get(apiKey);
    return caller && { ...caller, issuer };
  }

  /** The user of IBM Cloud Private, if name and password are right. */
  ofPassword(user: string, password: string): Caller | undefined {
    if (user !== icpUser || password !== icpPassword) return undefined;
    return { iamId: `IBMid-${icpUser}`, account: this.#account, issuer: "icp" };
  }

  isComputeToken(token: string): boolean {
    return this.#computeTokens?.has(token) ?? JWT.test(token);
  }

  /** The profile that matches all given properties; when none is given, the emulator's own or the first of the options. */
  ofProfile({ id: given, crn, name }: ProfileName): Caller | undefined {
    const id = given?.replace(/^iam-/, "");
    const profile = this.#profiles.find(
      (one) => (!id || one.id === id) && (!crn || this.#crnOf(one) === crn) && (!name || (one.name ?? one.id) === name),
    );
    return profile && { iamId: `iam-${profile.id}`, account: this.#account, issuer: "iam", actions: profile.actions };
  }

  #crnOf({ id }: TrustedProfile): string {
    return `crn:v1:bluemix:public:iam-identity::a/${this.#account}::profile:${id}`;
  }
}

/** The claims by which an IAM token identifies its caller. */
export function claimsOf({ iamId, account, issuer }: Caller): Record<string, unknown> {
  const [realmid = "", ...rest] = iamId.split("-");
  const identifier = rest.join("-");
  return {
    iam_id: iamId,
    id: iamId,
    realmid,
    identifier,
    sub: realmid === "iam" ? identifier : `${identifier}@users.example`,
    ...(realmid === "iam" && { sub_type: identifier.split("-")[0] }),
    account: { valid: true, bss: account, frozen: true },
    iss: issuer === "iam" ? "https://iam.cloud.ibm.com/identity" : "https://icp.example/oidc/endpoint/OP",
    scope: "ibm openid",
    client_id: "default",
    acr: 1,
    amr: ["pwd"],
  };
}
