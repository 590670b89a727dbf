import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Emulator, type FaultRule, startEmulator } from "keysmith-emulator";
import { type Findings, findingsOf } from "../../src/cli/due/found";
import { readStates } from "../../src/cli/states";
import { fixedClock } from "../../src/core/clock";
import { Secret } from "../../src/core/secret";
import { open } from "../../src/sealing/open";
import type { RunOptions } from "../../test/support/command";
import { listFiles } from "../../test/support/files";
import { findSecrets } from "../../test/support/secrets";
import { ageKeyPair, type KeyPair } from "../../test/terraform/engines/age";
import type { TerraformEngine } from "../../test/terraform/engines/types";
import type { Credentials } from "../demo/application";
import { type GithubEvent, type GithubOutcome, runGithub } from "./github";
import { Repository } from "./repository";
import { endpointsAt, type Identity, TokenService } from "./services";
import { PLAIN_SH, runScript } from "./shell";

export const APPLICATIONS = ["orders", "reports"] as const;
export type ApplicationName = (typeof APPLICATIONS)[number];
export const SECRET = "shop/config";
/** The applications' address, which the network rule admits. */
const ADDRESS = "10.20.0.5";
const FOR_EVER = 600_000;
const TOKEN_FILE = "oidc-token";

/** Further conditions of a run. */
export interface RunWishes extends Pick<RunOptions, "kill" | "killWhen"> {
  readonly inputs?: Readonly<Record<string, string>>;
}

/** A repository, its pipeline, and the services that the pipeline reaches. */
export class Scene {
  readonly emulator: Emulator;
  readonly repository: Repository;
  readonly #tokens: TokenService;
  readonly #keys: KeyPair;
  readonly #validity: string;
  readonly #opened = new Set<string>();
  readonly #printed: Record<string, string> = {};
  #time: string;

  private constructor(emulator: Emulator, repository: Repository, tokens: TokenService, keys: KeyPair, start: Start) {
    this.emulator = emulator;
    this.repository = repository;
    this.#tokens = tokens;
    this.#keys = keys;
    this.#time = start.time;
    this.#validity = start.validity;
  }

  static async open(engine: TerraformEngine, start: Start): Promise<Scene> {
    const repository = new Repository(engine);
    const tokens = await TokenService.start();
    const emulator = await startEmulator({
      clock: start.time,
      passwordRounds: 1,
      roles: tokens.roles(),
      sourceAddress: ADDRESS,
      secrets: { [SECRET]: "only an example" },
    });
    return new Scene(emulator, repository, tokens, await ageKeyPair(), start);
  }

  /** Moves the clocks of the emulator and the runs. */
  async at(time: string): Promise<void> {
    this.#time = time;
    await this.emulator.clock.set(time);
  }

  /** Runs GitHub's workflow on a machine of its own. */
  async github(event: GithubEvent, { inputs, ...kill }: RunWishes = {}): Promise<GithubOutcome> {
    const outcome = await runGithub({
      event,
      ...this.repository.checkout(),
      env: { ...this.env(), ...this.#tokens.env(event) },
      vars: { KEYSMITH_RECIPIENTS: this.#recipients },
      secrets: {},
      ...(inputs && { inputs }),
      ...kill,
    });
    this.keep(outcome.log + outcome.summary);
    return outcome;
  }

  /** The environment of any pipeline's run, except the variables that the pipeline's own server sets. */
  env(): Readonly<Record<string, string>> {
    const services = endpointsAt(this.emulator);
    return { ...this.repository.env, ...services, KEYSMITH_AS_OF: this.#time, TF_VAR_validity: this.#validity };
  }

  /** The environment of a run whose server issues no tokens. */
  envWithKeys(): Readonly<Record<string, string>> {
    const key = { ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator" };
    return { ...this.env(), ...key, TF_VAR_recipients: this.#recipients };
  }

  /** The identity of a pipeline whose server issues tokens. */
  identity(event: GithubEvent): Identity {
    return this.#tokens.identity(event);
  }

  /** Adds output to the texts that are searched for secrets. */
  keep(printed: string): void {
    this.#printed[`what run ${Object.keys(this.#printed).length + 1} has printed`] = printed;
  }

  /** The findings of `keysmith due` in the recorded state. */
  async due(): Promise<Findings> {
    const terminal = { env: {}, input: process.stdin, width: undefined, print: () => {}, warn: () => {} };
    const states = await readStates([this.repository.stateFile], { stack: "shop" }, terminal);
    return findingsOf(states, fixedClock(this.#time), undefined);
  }

  stateText(): string {
    const { stateFile } = this.repository;
    return existsSync(stateFile) ? readFileSync(stateFile, "utf8") : "";
  }

  /** The credentials that an application gets at its deployment, opened with the identity. */
  async credentials(name: ApplicationName): Promise<Credentials> {
    const { outputs } = JSON.parse(this.stateText());
    const values = await open(outputs.sealed.value[name], [new Secret(this.#keys.identity)]);
    const { client_key_content: content, password } = values as Record<string, Secret>;
    const [clientKeyContent, opened] = [content?.reveal() ?? "", password?.reveal() ?? ""];
    this.#opened.add(opened).add((JSON.parse(clientKeyContent) as { PrivateKeyData: string }).PrivateKeyData);
    return { clientKeyContent, password: opened };
  }

  /** Breaks the service while `work` runs. */
  async broken<T>(rule: FaultRule, work: (isHit: Promise<void>) => Promise<T>): Promise<T> {
    await this.emulator.setFaults([rule]);
    let isOver = false;
    const hit = async (): Promise<void> => {
      while (!isOver && !(await this.emulator.faults()).some(({ hits }) => hits > 0)) await wait(5);
    };
    const isHit = hit();
    try {
      return await work(isHit);
    } finally {
      isOver = true;
      await isHit;
      await this.emulator.setFaults([]);
    }
  }

  /** Holds the state's lock while `work` runs: another user's plan waits for the answer to its first call. */
  async locked<T>(work: () => Promise<T>): Promise<T> {
    const { folder } = this.repository.checkout();
    const infra = path.join(folder, "infra");
    const script = [
      "npm ci --silent --ignore-scripts && node_modules/@keysmith/linux-x64/keysmith provider install --dir infra/terraform.d/plugins",
      "cd infra && terraform init -input=false -no-color && terraform plan -input=false -no-color",
    ].join("\n");
    const rule = { operation: "*", kind: "slow-headers", ms: FOR_EVER } as const;
    return this.broken(rule, async (isHit) => {
      let release = (): void => {};
      const killWhen = new Promise<void>((resolve) => {
        release = resolve;
      });
      const step = { name: "a person's plan", script, folder: path.dirname(infra), env: this.envWithKeys() };
      const person = runScript(PLAIN_SH, step, { killWhen });
      try {
        await isHit;
        await this.emulator.setFaults([]);
        return await work();
      } finally {
        release();
        await person;
      }
    });
  }

  /** The places of secrets in everything that the runs left behind or printed. @param more further secrets */
  leaks(more: readonly string[] = []): string[] {
    const secrets = [...this.#opened, this.#keys.identity, ...this.#tokens.secrets(), ...more];
    // The token's file is in the runner's own temporary folder, which GitHub deletes.
    const files = listFiles(this.repository.root).filter((file) => path.basename(file) !== TOKEN_FILE);
    return findSecrets(secrets, files, this.#printed);
  }

  async close(): Promise<void> {
    await this.emulator.close();
    this.#tokens.close();
    this.repository.close();
  }

  get #recipients(): string {
    return JSON.stringify([this.#keys.recipient]);
  }
}

export interface Start {
  readonly time: string;
  /** Validity of the orders application's client keys. */
  readonly validity: string;
}
