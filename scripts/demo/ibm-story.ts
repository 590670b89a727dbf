import { randomBytes } from "node:crypto";
import type { Stage } from "./engine";
import { Story } from "./story";

/** Random, so that it can be searched for. */
const API_KEY = randomBytes(33).toString("base64url");

export const ibmOptions = { ibm: { apiKeys: [{ apiKey: API_KEY }] } };

/** The beginning of every token: its header in base64. */
const TOKEN_START = Buffer.from('{"alg":"').toString("base64").slice(0, 10);

/** The setting of the story. */
export function ibmStage(endpoint: string): Stage {
  const env = { KEYSMITH_IBM_ENDPOINT: endpoint, IBMCLOUD_API_KEY: API_KEY };
  return {
    example: "ibm-app-configuration",
    env,
    accountVariables: "IBMCLOUD_API_KEY=…",
    makesSecrets: false,
  };
}

/** Tokens are requested once a run; the story is about the other calls. */
const TOKEN = ["getToken"];

/** A root key under App Configuration: created, rotated every 90 days, repaired, and deleted only on purpose. */
export class IbmStory extends Story {
  override readonly outcome = "the key rotated under what uses it, and no secret was written in clear";
  protected override readonly questions = ["listKeys", "getPolicy", "getIntegration"];

  override async tell(): Promise<void> {
    await this.#create();
    await this.#nothingToDo();
    const dataKey = await this.#wrap();
    await this.#rotate();
    await this.#unwrap(dataKey);
    await this.#mend();
    this.#search(dataKey.plaintext);
    await this.#destroy();
  }

  async #create(): Promise<void> {
    this.telling.heading(
      `1 January 2026: root key, authorization and integration, as ${this.engine.program} declares them`,
    );
    await this.at("2026-01-01T00:00:00Z");
    this.telling.show(await this.engine.up());
    await this.expectCalls(
      TOKEN,
      "listKeys",
      "createKey",
      "listPolicies",
      "createPolicy",
      "getPolicy",
      "createIntegration",
    );
  }

  async #nothingToDo(): Promise<void> {
    this.telling.heading(
      "the same again, and on 31 March, a second before the 90 days are over: nothing to do, nothing written",
    );
    const others = this.engine.readsFirst ? TOKEN : [];
    this.telling.show(await this.engine.up());
    await this.expectCalls(others);
    await this.at("2026-03-31T23:59:59Z");
    this.telling.show(await this.engine.up());
    await this.expectCalls(others);
  }

  /** An application wraps a data key of its own with the root key. */
  async #wrap(): Promise<{ readonly plaintext: string; readonly ciphertext: string }> {
    const plaintext = randomBytes(32).toString("base64");
    const { ciphertext } = await this.#act("wrap", { plaintext });
    return { plaintext, ciphertext: String(ciphertext) };
  }

  async #rotate(): Promise<void> {
    this.telling.heading("1 April: 90 days are over, and the preview says why the key rotates");
    await this.at("2026-04-01T00:00:00Z");
    this.telling.show(await this.engine.preview());
    await this.expectCalls(TOKEN);
    this.telling.heading("so it rotates, in place: the same key, under the same authorization and integration");
    const before = await this.engine.outputs();
    this.telling.show(await this.engine.up());
    await this.expectCalls(TOKEN, "rotateKey");
    const after = await this.engine.outputs();
    this.telling.claim(
      before["rootKey"] === after["rootKey"],
      `the key is still ${after["rootKey"]}; it rotates next on ${after["rotateAt"]}`,
    );
  }

  async #unwrap({ plaintext, ciphertext }: { readonly plaintext: string; readonly ciphertext: string }): Promise<void> {
    const opened = await this.#act("unwrap", { ciphertext });
    this.telling.claim(
      opened["plaintext"] === plaintext,
      "what an application wrapped before the rotation unwraps after it",
    );
  }

  async #mend(): Promise<void> {
    this.telling.heading(
      "somebody disables the key, which cuts App Configuration off: a refresh tells, the next run mends it",
    );
    await this.#act("disable", undefined);
    await this.emulator.clock.advance("PT1M");
    await this.emulator.clearCalls();
    this.telling.show(await this.engine.refresh());
    this.telling.show(await this.engine.up());
    await this.engine.refresh();
    const { keyStatus } = await this.#fresh();
    this.telling.claim(keyStatus === "USABLE", `the integration finds its key ${keyStatus} again`);
    await this.emulator.clearCalls();
  }

  #search(dataKey: string): void {
    this.telling.heading("what the runs left of secrets");
    this.expectNowhere("the API key, tokens and the data key", [API_KEY, TOKEN_START, dataKey]);
  }

  async #destroy(): Promise<void> {
    this.telling.heading("an end by accident is refused, as the service can't switch the encryption off");
    this.telling.show(await this.engine.failToDestroy());
    this.telling.heading("once the program allows that, and was applied: away with it all, in the right order");
    await this.engine.configure("endEncryption", "true");
    this.telling.show(await this.engine.up());
    await this.emulator.clearCalls();
    this.telling.show(await this.engine.destroy());
    await this.expectCalls(TOKEN, "deleteIntegration", "getPolicy", "deletePolicy", "listKeys", "deleteKey");
  }

  /** The stack's outputs after a run that records the findings of a refresh. */
  async #fresh(): Promise<Readonly<Record<string, unknown>>> {
    await this.engine.up();
    return this.engine.outputs();
  }

  async #act(action: string, body: unknown): Promise<Record<string, unknown>> {
    const { rootKey } = await this.engine.outputs();
    const reply = await this.emulator.ibm.request("POST", `/api/v2/keys/${rootKey}/actions/${action}`, { body });
    if (reply.status >= 300) throw new Error(`${action} was refused: ${JSON.stringify(reply.body)}`);
    return (reply.body ?? {}) as Record<string, unknown>;
  }
}
