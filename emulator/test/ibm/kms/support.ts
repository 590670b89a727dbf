import { defaultIbm, type Emulator, type EmulatorOptions } from "../../../src";
import { useEmulator } from "../../support";
import { type Answered, ask, authorized, grantType } from "../iam/support";

/** The instance's GUID in a CRN. */
const guidOf = (crn: string): string => crn.split(":")[7] ?? "";

export const keyProtect = guidOf(defaultIbm.keyProtect);
export const keyProtectOther = guidOf(defaultIbm.keyProtectOther);
export const hpcs = guidOf(defaultIbm.hpcs);
export const icp = defaultIbm.icpInstanceId;

export const keyType = "application/vnd.ibm.kms.key+json";
export const policyType = "application/vnd.ibm.kms.policy+json";

/** The body of several resources. */
export function collection(collectionType: string, ...resources: unknown[]): unknown {
  return { metadata: { collectionType, collectionTotal: resources.length }, resources };
}

/** What a request may have besides method, path and body. */
export interface Asking {
  /** Default: the default instance of Key Protect. */
  readonly instance?: string;
  readonly apiKey?: string;
  readonly headers?: Record<string, string>;
}

/** An answer with the code of its first reason, and its first resource. */
export interface KeyAnswer extends Answered {
  readonly code: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is what the tests look into
  readonly first: any;
}

/** Calls the key services of an emulator with tokens of its own IAM. */
export class KeyCaller {
  readonly #emulator: { readonly it: Emulator };
  readonly #tokens = new Map<string, Record<string, string>>();

  constructor(emulator: { readonly it: Emulator }) {
    this.#emulator = emulator;
  }

  get emulator(): Emulator {
    return this.#emulator.it;
  }

  /** @param path below the base path of the instance's service */
  async ask(method: string, path: string, body?: unknown, asking: Asking = {}): Promise<KeyAnswer> {
    const { instance = keyProtect, apiKey = "emulator", headers } = asking;
    const isIcp = instance === icp || instance === defaultIbm.icpInstanceIdOther;
    const header = { [isIcp ? "icp-instance" : "bluemix-instance"]: instance };
    const token = await this.#authorized(apiKey, isIcp);
    const url = `${this.emulator.url}${isIcp ? "/kms" : ""}/api/v2${path}`;
    const answered = await ask(url, method, body, { ...header, ...token, ...headers });
    const first = answered.json?.resources?.[0];
    return { ...answered, code: first?.reasons?.[0]?.code, first };
  }

  /** Makes a root key, unless something else is said, and answers it as the service does. */
  async create(fields: Record<string, unknown> = {}, asking: Asking = {}) {
    const key = { type: keyType, name: "payments", extractable: false, ...fields };
    const made = await this.ask("POST", "/keys", collection(keyType, key), asking);
    if (made.status !== 201) throw new Error(`no key was made: ${JSON.stringify(made.json)}`);
    return made.first;
  }

  /** Runs an action in its usual form. */
  act(id: string, action: string, body?: unknown, asking?: Asking): Promise<KeyAnswer> {
    return this.ask("POST", `/keys/${id}/actions/${action}`, body, asking);
  }

  async metadata(id: string) {
    return (await this.ask("GET", `/keys/${id}/metadata`)).first;
  }

  async #authorized(apikey: string, isIcp: boolean): Promise<Record<string, string>> {
    const id = `${this.emulator.url} ${apikey} ${isIcp}`;
    const known = this.#tokens.get(id);
    if (known) return known;
    const made = isIcp ? await icpToken(this.emulator, apikey) : await authorized(this.emulator, apikey);
    this.#tokens.set(id, made);
    return made;
  }
}

async function icpToken({ url }: Emulator, apikey: string): Promise<Record<string, string>> {
  const form = new URLSearchParams({ grant_type: grantType("apikey"), apikey });
  const { json } = await ask(`${url}/iam-token/oidc/token`, "POST", form);
  return { authorization: `Bearer ${json.access_token}` };
}

/** An emulator for each test, its clock stopped at the start of 2026. */
export function useKeys(options: EmulatorOptions = {}): KeyCaller {
  const ibm = { importKeyBits: 2048, ...options.ibm };
  return new KeyCaller(useEmulator({ clock: "2026-01-01T00:00:00Z", ...options, ibm }));
}
