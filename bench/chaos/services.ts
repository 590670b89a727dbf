import { generateKeyPairSync } from "node:crypto";
import { defaultIbm, type Emulator, type EmulatorOptions, startEmulator } from "keysmith-emulator";
import type { Credentials } from "../../scripts/demo/application";
import { Application } from "../../scripts/demo/application";
import type { Call } from "./troubles";
import { ADDRESS, SECRET, START } from "./world";

const REGION = "cn-hangzhou";
/** Longer than any test: a delayed reply never arrives. */
const FOR_EVER = 3_600_000;
/** More than the client keys that an access point has at any time. */
const RSA_KEYS = 8;

/** Short limits, so that runs give up soon. */
const QUICK: Readonly<Record<string, string>> = {
  KEYSMITH_ALIBABA_REPLY_TIMEOUT: "PT3S",
  KEYSMITH_ALIBABA_DEADLINE: "PT6S",
  KEYSMITH_IBM_REPLY_TIMEOUT: "PT3S",
  KEYSMITH_IBM_DEADLINE: "PT6S",
};

/** A usable key at a service. */
export interface LiveKey {
  readonly id: string;
  readonly type: "ClientKey" | "RootKey";
  /** Its access point, or for a root key its own name. */
  readonly holder: string;
  readonly notBefore?: number;
  readonly notAfter?: number;
}

interface RootKeyState {
  readonly id: string;
  readonly name: string;
  readonly suspended: boolean;
  readonly deletion?: unknown;
}

interface EmulatorState {
  readonly alibaba: {
    readonly regions: Readonly<
      Record<
        string,
        {
          readonly clientKeys: readonly { id: string; accessPoint: string; notBefore: string; notAfter: string }[];
          readonly networkRules: readonly { name: string }[];
          readonly policies: readonly { name: string }[];
          readonly accessPoints: readonly { name: string }[];
        }
      >
    >;
  };
  readonly ibm: {
    readonly keys: Readonly<Record<string, { readonly keys: readonly RootKeyState[] }>>;
  };
}

/** The content of an account at one moment. */
export interface Seen {
  readonly keys: readonly LiveKey[];
  /** Rules, policies and access points, by type and name. */
  readonly named: readonly string[];
}

/** The services under test, and the actions of people there. */
export class Services {
  readonly emulator: Emulator;
  /** Texts that may appear nowhere. */
  readonly secrets: readonly string[];
  readonly env: Readonly<Record<string, string>>;

  private constructor(emulator: Emulator, secret: string, apiKey: string) {
    this.emulator = emulator;
    this.secrets = [secret, apiKey];
    this.env = {
      ...QUICK,
      KEYSMITH_ALIBABA_ENDPOINT: emulator.url,
      KEYSMITH_ALIBABA_READ_QPS: "1000",
      KEYSMITH_ALIBABA_WRITE_QPS: "1000",
      ALIBABA_CLOUD_REGION_ID: REGION,
      ALIBABA_CLOUD_ACCESS_KEY_ID: "chaos",
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret,
      KEYSMITH_IBM_ENDPOINT: emulator.url,
      KEYSMITH_IBM_INSTANCE: defaultIbm.keyProtect,
      IBMCLOUD_API_KEY: apiKey,
      IBMCLOUD_REGION: defaultIbm.region,
    };
  }

  static async start(seed: number, options: EmulatorOptions = { rsaKeys: rsaKeys() }): Promise<Services> {
    const [secret, apiKey] = [`never-to-be-seen-${seed}-a`, `never-to-be-seen-${seed}-b`];
    const emulator = await startEmulator({
      clock: START,
      passwordRounds: 1,
      sourceAddress: ADDRESS,
      credentials: [{ accessKeyId: "chaos", accessKeySecret: secret }],
      secrets: { [SECRET]: "only an example" },
      ibm: { apiKeys: [{ apiKey, iamId: "IBMid-chaos" }] },
      ...options,
    });
    return new Services(emulator, secret, apiKey);
  }

  async stop(): Promise<void> {
    await this.emulator.close();
  }

  async look(): Promise<Seen> {
    const { alibaba, ibm } = (await this.emulator.state()) as unknown as EmulatorState;
    const region = alibaba.regions[REGION];
    const clientKeys = (region?.clientKeys ?? []).map(({ id, accessPoint, notBefore, notAfter }) => ({
      id,
      type: "ClientKey" as const,
      holder: accessPoint,
      notBefore: Date.parse(notBefore),
      notAfter: Date.parse(notAfter),
    }));
    const rootKeys = Object.values(ibm.keys)
      .flatMap(({ keys }) => keys)
      .filter(({ suspended, deletion }) => !suspended && deletion === undefined)
      .map(({ id, name }) => ({ id, type: "RootKey" as const, holder: name }));
    const named = [
      ...(region?.networkRules ?? []).map(({ name }) => `NetworkRule ${name}`),
      ...(region?.policies ?? []).map(({ name }) => `Policy ${name}`),
      ...(region?.accessPoints ?? []).map(({ name }) => `AccessPoint ${name}`),
    ];
    return { keys: [...clientKeys, ...rootKeys], named };
  }

  /** Client keys whose deletion was requested since the calls were cleared. */
  async deletedKeys(): Promise<ReadonlySet<string>> {
    const calls = await this.emulator.calls();
    const deletions = calls.filter(({ operation }) => operation === "DeleteClientKey");
    return new Set(deletions.map(({ parameters }) => parameters["ClientKeyId"] ?? ""));
  }

  /** An application that has opened its client key. */
  application(name: string, credentials: Credentials): Application {
    return new Application(name, this.emulator.url, SECRET, credentials);
  }

  /** Uses a root key. @returns the reason for a refusal */
  async wrap(id: string): Promise<string | undefined> {
    const body = { plaintext: Buffer.alloc(32, 1).toString("base64") };
    const { status } = await this.emulator.ibm.request("POST", `/api/v2/keys/${id}/actions/wrap`, { body });
    return status === 200 ? undefined : `HTTP ${status}`;
  }

  /** Deletes an object by hand: a key by its id, any other by its name. @throws EmulatorError when the service refuses */
  async remove(type: string, id: string): Promise<void> {
    const { alibaba, ibm } = this.emulator;
    if (type === "RootKey") await ibm.request("DELETE", `/api/v2/keys/${id}`);
    else if (type === "ClientKey") await alibaba.call("DeleteClientKey", { ClientKeyId: id });
    else if (type === "AccessPoint") await alibaba.call("DeleteApplicationAccessPoint", { Name: id });
    else await alibaba.call(`Delete${type}`, { Name: id });
  }

  /** Holds back the reply to one call while `work` runs, so that a run can be killed in this call. */
  async holding<T>(call: Call, work: (isHeld: Promise<unknown>) => Promise<T>): Promise<T> {
    await this.emulator.setFaults([{ ...call, kind: "slow-headers", ms: FOR_EVER }]);
    let isOver = false;
    const held = async (): Promise<void> => {
      while (!isOver && !(await this.emulator.faults()).some(({ hits }) => hits > 0))
        await new Promise((resolve) => setTimeout(resolve, 1));
    };
    const isHeld = held();
    try {
      // A run that ends before the call is not killed.
      return await work(isHeld.then(() => (isOver ? new Promise(() => {}) : undefined)));
    } finally {
      isOver = true;
      await isHeld;
      await this.emulator.setFaults([]);
    }
  }
}

let made: readonly string[] | undefined;

/** Made once and short, because every use of a key signs with it. */
function rsaKeys(): readonly string[] {
  made ??= Array.from({ length: RSA_KEYS }, () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
    return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  });
  return made;
}
