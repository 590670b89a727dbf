import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defaultIbm, type Emulator, type IbmApiKey } from "keysmith-emulator";
import { ibm } from "../../../src/ibm/index";
import { type Ran, run } from "../../cli/support";
import { startEmulator } from "../../support/emulator";
import { guidOf } from "../iam/authorization/samples";

const BEFORE_THE_END = "2026-03-01T00:00:00Z";
export const NOW = "2026-11-28T00:00:00Z";

export const MATERIAL = Buffer.from("0123456789abcdef0123456789abcdef").toString("base64");
export const STANDARD_SECRET = Buffer.from("a webhook's secret").toString("base64");

export const [FROM, TO] = [defaultIbm.hpcs, defaultIbm.keyProtect] as const;

export const COS =
  "crn:v1:bluemix:public:cloud-object-storage:global:a/e0a1b2c3d4e5f60718293a4b5c6d7e8f:99999999-0000-4000-8000-00000000e001::";

interface Sent {
  readonly plaintext: string;
  readonly key: string;
  readonly ciphertext: string;
  readonly aad?: readonly string[];
}

/** An emulator with an instance of either service, a folder, and the command as a user calls it. */
export class Move {
  readonly emulator: Emulator;
  readonly folder: string = mkdtempSync(path.join(tmpdir(), "keysmith-leave-"));
  /** All that was printed. */
  printed = "";

  private constructor(emulator: Emulator) {
    this.emulator = emulator;
  }

  static async start(apiKeys: readonly IbmApiKey[] = []): Promise<Move> {
    return new Move(await startEmulator({ clock: BEFORE_THE_END, ibm: { importKeyBits: 1024, apiKeys } }));
  }

  async stop(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    await this.emulator.close();
  }

  async ask(method: string, url: string, body?: unknown, instance: string = FROM, ring?: string): Promise<unknown> {
    const headers = ring === undefined ? {} : { "x-kms-key-ring": ring };
    const reply = await this.emulator.ibm.request(method, url, { body, headers, instance: guidOf(instance) });
    if (reply.status >= 300) throw new Error(`${method} ${url}: ${JSON.stringify(reply)}`);
    return reply.body;
  }

  /** Somebody makes a key; by default a root key in the old instance. @returns its id */
  async key(given: Record<string, unknown>, { instance = FROM, ring }: { instance?: string; ring?: string } = {}) {
    const type = "application/vnd.ibm.kms.key+json";
    const { rotation, dualAuthDelete } = given;
    const resources = [{ type, extractable: false, ...given }];
    const url = `/api/v2/keys${rotation || dualAuthDelete ? "_with_policy_overrides" : ""}`;
    const metadata = { collectionType: type, collectionTotal: 1 };
    const made = (await this.ask("POST", url, { metadata, resources }, instance, ring)) as {
      readonly resources: readonly { readonly id: string }[];
    };
    return made.resources[0]?.id ?? "";
  }

  ring(name: string): Promise<unknown> {
    return this.ask("POST", `/api/v2/key_rings/${name}`);
  }

  act(key: string, action: string): Promise<unknown> {
    return this.ask("POST", `/api/v2/keys/${key}/actions/${action}`);
  }

  /** Lets a service use the old instance, or one key of it. */
  async allow(service: string, key?: string, more: Record<string, unknown> = {}): Promise<string> {
    const attribute = (name: string, value: string) => ({ key: name, operator: "stringEquals", value });
    const narrowed = key === undefined ? [] : [attribute("resourceType", "key"), attribute("resource", key)];
    const policy = {
      type: "authorization",
      subject: { attributes: [attribute("accountId", defaultIbm.account), attribute("serviceName", service)] },
      control: { grant: { roles: [{ role_id: "crn:v1:bluemix:public:iam::::serviceRole:Reader" }] } },
      resource: {
        attributes: [
          attribute("accountId", defaultIbm.account),
          attribute("serviceName", "hs-crypto"),
          attribute("serviceInstance", guidOf(FROM)),
          ...narrowed,
        ],
      },
      ...more,
    };
    return ((await this.ask("POST", "/v2/policies", policy)) as { id: string }).id;
  }

  register(key: string, resourceCrn: string = COS): Promise<void> {
    return this.emulator.ibm.register({ instance: guidOf(FROM), key, resourceCrn });
  }

  /** App Configuration takes a key of the old service into use, as it did until March 2026. */
  async integrate(key: string): Promise<void> {
    const metadata = {
      kms_instance_crn: FROM,
      kms_endpoint: "https://us-south.hs-crypto.cloud.ibm.com",
      root_key_id: key,
    };
    const body = { integration_id: "flags", integration_type: "KMS", metadata };
    await this.ask("POST", `/apprapp/feature/v1/instances/${defaultIbm.appConfig}/integrations`, body);
  }

  /** What an application has wrapped. */
  async wrap(key: string, plaintext: string, aad?: readonly string[]): Promise<Sent> {
    const body = { plaintext: Buffer.from(plaintext).toString("base64"), ...(aad && { aad }) };
    const { ciphertext } = (await this.ask("POST", `/api/v2/keys/${key}/actions/wrap`, body)) as { ciphertext: string };
    return { plaintext, key, ciphertext, ...(aad && { aad }) };
  }

  file(name: string, content: unknown): string {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  }

  /** The command, in this process. */
  async call(
    part: string,
    words: readonly string[] = [],
    apiKey: string = defaultIbm.apiKey,
  ): Promise<Ran & { code: number }> {
    const env = { KEYSMITH_IBM_ENDPOINT: this.emulator.url, IBMCLOUD_API_KEY: apiKey, KEYSMITH_AS_OF: NOW };
    const place = ["--from", FROM, "--to", TO, "--folder", path.join(this.folder, "work")];
    const given = words.includes("--from") ? words : [...place, ...words];
    const ran = await run([ibm], ["ibm", "leave-hpcs", part, ...given], { env });
    this.printed += JSON.stringify(ran);
    const code = Number(process.exitCode ?? 0);
    process.exitCode = undefined;
    return { ...ran, code };
  }

  async json<T>(part: string, words: readonly string[] = []): Promise<T> {
    const { out, error } = await this.call(part, [...words, "--json"]);
    expect(error).toBeUndefined();
    return JSON.parse(out) as T;
  }
}
