import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Emulator, EmulatorOptions } from "keysmith-emulator";
import type { GithubEvent } from "./github";

const PROVIDER = "acs:ram::1000000000000001:oidc-provider/github";
const ISSUER = "https://token.actions.githubusercontent.com";
const AUDIENCE = "sts.aliyuncs.com";
/** The subject in GitHub's tokens for each event. */
const SUBJECTS: Readonly<Record<GithubEvent, string>> = {
  pull_request: "repo:example/shop:pull_request",
  push: "repo:example/shop:ref:refs/heads/main",
  schedule: "repo:example/shop:ref:refs/heads/main",
};
const READS = ["kms:List*", "kms:Describe*", "kms:Get*"];
const TOKEN_SECONDS = 300;

/** The issuer of GitHub's tokens for runs, and RAM's roles that trust them. */
export class TokenService {
  readonly #keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  readonly #requestToken = randomBytes(16).toString("hex");
  readonly #given: string[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const isKnown = request.headers.authorization === `Bearer ${this.#requestToken}`.replace("B", "b");
      const value = this.#tokenFor(url.searchParams.get("for") ?? "", url.searchParams.get("audience") ?? "");
      response.writeHead(isKnown ? 200 : 401, { "content-type": "application/json" });
      response.end(isKnown ? JSON.stringify({ value }) : "{}");
    });
  }

  static async start(): Promise<TokenService> {
    const service = new TokenService();
    service.#server.listen(0, "127.0.0.1");
    await once(service.#server, "listening");
    return service;
  }

  /** RAM's side: one role for pull requests, which can only read, and one for the main branch. */
  roles(): NonNullable<EmulatorOptions["roles"]> {
    const publicKey = (this.#keys.publicKey as KeyObject).export({ type: "spki", format: "pem" }).toString();
    const trust = (subject: string) => [
      { providerArn: PROVIDER, issuer: ISSUER, audience: AUDIENCE, subject, publicKey },
    ];
    const role = (name: string): string => `acs:ram::1000000000000001:role/${name}`;
    return [
      { arn: role("keysmith-plan"), trusts: [], oidc: trust(SUBJECTS.pull_request), actions: READS },
      { arn: role("keysmith-apply"), trusts: [], oidc: trust(SUBJECTS.push) },
    ];
  }

  /** GitHub's side: the variables in a run's environment. */
  env(event: GithubEvent): Readonly<Record<string, string>> {
    const { port } = this.#server.address() as AddressInfo;
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/?for=${encodeURIComponent(SUBJECTS[event])}`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: this.#requestToken,
    };
  }

  /** For a pipeline whose server hands out the token itself: the token, its identity provider and its role. */
  identity(event: GithubEvent): Identity {
    const role = `acs:ram::1000000000000001:role/keysmith-${event === "pull_request" ? "plan" : "apply"}`;
    return { token: this.#tokenFor(SUBJECTS[event], AUDIENCE), provider: PROVIDER, role };
  }

  /** The texts that no output of a run may contain. */
  secrets(): readonly string[] {
    return [this.#requestToken, ...this.#given];
  }

  close(): void {
    this.#server.close();
  }

  #tokenFor(subject: string, audience: string): string {
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const exp = Math.floor(Date.now() / 1000) + TOKEN_SECONDS;
    const text = `${encode({ alg: "RS256" })}.${encode({ iss: ISSUER, aud: audience, sub: subject, exp })}`;
    const token = `${text}.${sign("sha256", Buffer.from(text), this.#keys.privateKey).toString("base64url")}`;
    this.#given.push(token);
    return token;
  }
}

/** A pipeline's proof of identity. */
export interface Identity {
  readonly token: string;
  /** ARN of the identity provider. */
  readonly provider: string;
  /** ARN of the role that it assumes. */
  readonly role: string;
}

/** The environment in which a run finds an emulator in place of the services. */
export function endpointsAt(emulator: Emulator): Readonly<Record<string, string>> {
  return {
    KEYSMITH_ALIBABA_ENDPOINT: emulator.url,
    KEYSMITH_IBM_ENDPOINT: emulator.url,
    KEYSMITH_ALIBABA_DEADLINE: "PT3S",
  };
}
