import { randomBytes } from "node:crypto";
import { defaultIbm, type Emulator } from "keysmith-emulator";

const INSTANCE_ID = defaultIbm.keyProtect.split(":")[7] ?? "";
const GRANT = "urn:ibm:params:oauth:grant-type:apikey";

interface DataKey {
  readonly plaintext: string;
  readonly ciphertext: string;
}

/**
 * The data keys of an application, each wrapped with a root key at some time. It calls the service itself, without retries, so
 * that no failure goes unseen.
 */
export class DataKeys {
  readonly #emulator: Emulator;
  readonly #rootKeyId: string;
  readonly #token: string;
  readonly #wrapped: DataKey[] = [];
  #next = 0;

  private constructor(emulator: Emulator, rootKeyId: string, token: string) {
    this.#emulator = emulator;
    this.#rootKeyId = rootKeyId;
    this.#token = token;
  }

  static async open(emulator: Emulator, rootKeyId: string): Promise<DataKeys> {
    const body = new URLSearchParams({ grant_type: GRANT, apikey: defaultIbm.apiKey });
    const response = await fetch(new URL("/identity/token", emulator.url), { method: "POST", body });
    const { access_token } = (await response.json()) as { readonly access_token: string };
    return new DataKeys(emulator, rootKeyId, access_token);
  }

  get count(): number {
    return this.#wrapped.length;
  }

  /** Wraps another data key with the present root key. @throws Error when that is refused */
  async wrapAnother(): Promise<void> {
    const plaintext = randomBytes(32).toString("base64");
    const { ciphertext } = await this.#act("wrap", { plaintext });
    this.#wrapped.push({ plaintext, ciphertext: String(ciphertext) });
  }

  /** Unwraps the data keys in turn, again and again. @returns a failure when another data key comes out */
  async unwrapNext(): Promise<string | undefined> {
    const dataKey = this.#wrapped[this.#next++ % this.#wrapped.length];
    if (!dataKey) return "there is nothing to unwrap";
    const { plaintext } = await this.#act("unwrap", { ciphertext: dataKey.ciphertext });
    return plaintext === dataKey.plaintext ? undefined : "another data key came out";
  }

  async #act(action: "wrap" | "unwrap", body: object): Promise<Record<string, unknown>> {
    const response = await fetch(new URL(`/api/v2/keys/${this.#rootKeyId}/actions/${action}`, this.#emulator.url), {
      method: "POST",
      headers: {
        authorization: `Bearer ${this.#token}`,
        "bluemix-instance": INSTANCE_ID,
        "content-type": "application/json",
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${action}: HTTP ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  }
}
