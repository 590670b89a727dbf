import type { RecordedCall } from "keysmith-emulator";
import { Application, type Credentials } from "./application";
import type { Stage } from "./engine";
import { Story } from "./story";

const SECRET = "orders/database";

/** The emulator takes every caller for one in the office, whose address the example's network rule admits. */
export const alibabaOptions = { sourceAddress: "10.20.0.15", secrets: { [SECRET]: "only an example" } };

/** The setting of the story. */
export function alibabaStage(endpoint: string): Stage {
  const env = {
    KEYSMITH_ALIBABA_ENDPOINT: endpoint,
    ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
    ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator",
  };
  return {
    example: "standard",
    env,
    accountVariables: "ALIBABA_CLOUD_REGION_ID=… ALIBABA_CLOUD_ACCESS_KEY_ID=… ALIBABA_CLOUD_ACCESS_KEY_SECRET=…",
    makesSecrets: true,
  };
}

/** One application's access to Alibaba Cloud KMS: created, rotated while two applications go on reading, and retired. */
export class AlibabaStory extends Story {
  override readonly outcome = "no application lost access, and no secret was written in clear";
  protected override readonly questions = [
    "DescribeNetworkRule",
    "DescribePolicy",
    "DescribeApplicationAccessPoint",
    "ListClientKeys",
  ];
  readonly #secrets: string[] = [];
  readonly #applications: Application[] = [];

  override async tell(): Promise<void> {
    const first = await this.#create();
    await this.#nothingToDo();
    const [early, late] = [this.#launch("application 1", first), this.#launch("application 2", first)];
    await this.#aDayBefore();
    const second = await this.#rotate(early, late);
    await this.#retire(late, second, first);
    this.#search();
    await this.#destroy();
  }

  override async stop(): Promise<void> {
    await Promise.all(this.#applications.map((application) => application.stop()));
  }

  async #create(): Promise<Credentials> {
    this.telling.heading(`1 January 2026: create the access that ${this.engine.program} declares`);
    await this.at("2026-01-01T00:00:00Z");
    this.telling.show(await this.engine.up());
    await this.#expectCalls("CreateNetworkRule", "CreatePolicy", "CreateApplicationAccessPoint", "CreateClientKey");
    return this.#takeCredentials();
  }

  async #nothingToDo(): Promise<void> {
    this.telling.heading("the same again: nothing to do, and nothing is written");
    this.telling.show(await this.engine.up());
    await this.#expectCalls();
  }

  async #aDayBefore(): Promise<void> {
    this.telling.heading("1 December 2026, a second to midnight: still nothing to do");
    await this.at("2026-12-01T23:59:59Z");
    this.telling.show(await this.engine.up());
    await this.#letRead();
    await this.#expectCalls();
  }

  async #rotate(early: Application, late: Application): Promise<Credentials> {
    this.telling.heading("2 December 2026, 30 days before the key ends: the preview says why it rotates");
    await this.at("2026-12-02T00:00:00Z");
    this.telling.show(await this.engine.preview());
    await this.#expectCalls();
    this.telling.heading("so it rotates, in place, while both applications go on reading");
    this.telling.show(await this.engine.up());
    await this.#letRead();
    await this.#expectCalls("ListClientKeys", "CreateClientKey");
    const credentials = await this.#takeCredentials();
    early.use(credentials);
    await this.#expectWorking(early, "with the new key");
    await this.#expectWorking(late, "with the old key, which lives on for the overlap");
    return credentials;
  }

  async #retire(late: Application, second: Credentials, first: Credentials): Promise<void> {
    this.telling.heading("8 December: application 2 is deployed again, with the new key");
    const before = await this.emulator.calls();
    await this.at("2026-12-08T00:00:00Z");
    late.use(second);
    await this.#expectWorking(late, "with the new key");
    const lastUse = lastCallBy(first, [...before, ...(await this.emulator.calls())]);
    this.telling.claim(
      lastUse !== undefined,
      `the old key was last used at ${lastUse}, by the service's journal of calls`,
    );
    this.telling.heading("9 December: the overlap is over, and the old key is deleted");
    await this.at("2026-12-09T00:00:00Z");
    this.telling.show(await this.engine.up());
    await this.#letRead();
    await this.#expectCalls("ListClientKeys", "DeleteClientKey");
    const refusal = await new Application("the old key", this.emulator.url, SECRET, first).read();
    this.telling.claim(refusal !== undefined, `the old key is refused now: ${refusal}`);
    await this.#endReading();
  }

  /** Some engines are so fast that an application would hardly read between two steps. */
  async #letRead(): Promise<void> {
    await Promise.all(this.#applications.map((application) => application.readAgain()));
  }

  async #endReading(): Promise<void> {
    await this.stop();
    for (const { name, reads, refusals } of this.#applications) {
      this.telling.claim(
        reads > 0 && refusals.length === 0,
        `${name} read its secret ${reads} times and was refused ${refusals.length} times`,
      );
    }
  }

  #search(): void {
    this.telling.heading("what the state holds of the client key");
    const ciphertext = this.engine.ciphertext("clientKeyContent");
    this.telling.claim(ciphertext.length > 0, `ciphertext: ${ciphertext.slice(0, 60)}…`);
    this.expectNowhere("the keys and passwords", this.#secrets);
  }

  async #destroy(): Promise<void> {
    this.telling.heading("and away with it all, in the right order");
    await this.emulator.clearCalls();
    this.telling.show(await this.engine.destroy());
    const point = ["DescribeApplicationAccessPoint", "ListClientKeys", "DeleteApplicationAccessPoint"];
    const objects = ["Policy", "NetworkRule"].flatMap((kind) => [`Describe${kind}`, `Delete${kind}`]);
    await this.#expectCalls("ListClientKeys", "DeleteClientKey", ...point, ...objects);
  }

  #launch(name: string, credentials: Credentials): Application {
    const application = new Application(name, this.emulator.url, SECRET, credentials);
    application.start();
    this.#applications.push(application);
    return application;
  }

  async #takeCredentials(): Promise<Credentials> {
    const credentials = (await this.engine.outputs()) as unknown as Credentials;
    const { PrivateKeyData } = JSON.parse(credentials.clientKeyContent) as { PrivateKeyData: string };
    this.#secrets.push(credentials.password, credentials.clientKeyContent, PrivateKeyData);
    return credentials;
  }

  /** Checks the engine's calls, without those of the applications. */
  #expectCalls(...expected: readonly string[]): Promise<void> {
    return this.expectCalls(["GetSecretValue"], ...expected);
  }

  async #expectWorking(application: Application, how: string): Promise<void> {
    const refusal = await application.read();
    this.telling.claim(
      refusal === undefined,
      `${application.name} reads its secret ${how}${refusal ? `: refused with ${refusal}` : ""}`,
    );
  }
}

/** The time of a key's last use, as far as these calls show. */
function lastCallBy({ clientKeyContent }: Credentials, calls: readonly RecordedCall[]): string | undefined {
  const { KeyId } = JSON.parse(clientKeyContent) as { readonly KeyId: string };
  return calls.findLast(({ accessKeyId }) => accessKeyId === KeyId)?.at.replace(".000Z", "Z");
}
