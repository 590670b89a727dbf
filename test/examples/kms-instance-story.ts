import { defaultInstanceId, type Emulator, type EmulatorOptions } from "keysmith-emulator";
import { goJudge, type Judge, pythonJudge } from "../../emulator/test/judges/judge";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { MountedBundle } from "./mounted-bundle";

export const MADE = "2026-01-01T00:00:00Z";
const NEW_PASSWORD = "2026-06-30T00:00:00Z";
const NEW_CLIENT_KEY = "2026-12-02T00:00:00Z";
const OVERLAP_OVER = "2026-12-09T00:00:00Z";
const ENDED = "2028-01-01T00:00:00Z";

const SECRET = "orders/db";
const FOREIGN_SECRET = "payroll/db";
/** By each client in each part of a rotation, so that there is something to refuse. */
const ENOUGH_CALLS = 20;
/** In milliseconds: two languages start anew in each step. */
const PATIENCE = 900_000;
/** The same for what is fetched and built the first time. */
const PREPARATION = 600_000;

/** The application is in the office at the first of the two addresses, and somewhere else at the second. */
export const emulated: EmulatorOptions = {
  secrets: { [FOREIGN_SECRET]: "swordfish" },
  endpoints: [{ sourceAddress: "10.20.0.15" }, {}],
};

/** What the example has made. */
export interface Made {
  readonly dataKey: string;
  readonly signingKey: string;
  readonly secretVersion: string;
  readonly rotateAt: string;
  /** By name, what the application is given. */
  readonly files: Readonly<Record<string, string>>;
}

/** The example on an engine. */
export interface KmsInstanceExample {
  readonly emulator: Emulator;
  /** Moves the clocks of both sides. */
  at(time: string): Promise<void>;
  apply(): Promise<void>;
  hasNothingToDo(): Promise<boolean>;
  made(): Promise<Made>;
  destroy(): Promise<void>;
  /** Which of `secrets` can be found in what the runs left on disk and printed. */
  leaks(secrets: readonly string[]): string[];
  close(): Promise<void>;
}

const judges = [goJudge("alibaba-instance-go"), pythonJudge("alibaba-instance")];
const areas = { secrets: 2, encryption: 3, "data keys": 3, signatures: 2, refusals: 4 };

/** Why the story can't be told here, if so: it takes the vendor's clients. */
export function needsClients(): string | undefined {
  return judges.map(({ unavailable }) => unavailable).find((reason) => reason !== undefined) ?? leftToAll();
}

/** What the examples for a KMS instance have in common on all engines: to be called in the suite of one. */
export function liveAtInstance(open: () => Promise<KmsInstanceExample>): void {
  const secrets: string[] = [];
  /** For each judge, in their order. */
  const bundles = judges.map(() => new MountedBundle());
  const each = <T>(work: (judge: Judge, bundle: MountedBundle) => Promise<T>): Promise<T[]> =>
    Promise.all(judges.map((judge, index) => work(judge, bundles[index] as MountedBundle)));
  const readAgain = () => each((_, bundle) => bundle.readAgain(ENOUGH_CALLS));
  const areRefused = (folder: (bundle: MountedBundle) => string) =>
    each(async (judge, bundle) => expect(await judge.judge(folder(bundle), "gone")).toEqual(refused));
  let example: KmsInstanceExample;
  let first: Made;

  const made = async (): Promise<Made> => {
    const now = await example.made();
    const { "clientKey.json": content = "{}", "clientKey_Password.txt": password = "" } = now.files;
    secrets.push((JSON.parse(content) as { PrivateKeyData: string }).PrivateKeyData, password);
    return now;
  };
  const mount = async (now: Made): Promise<void> => {
    const world = await worldOf(example.emulator, now);
    for (const bundle of bundles) bundle.mount({ ...now.files, "world.json": world });
  };

  beforeAll(async () => {
    await each((judge) => judge.prepare());
    example = await open();
  }, PREPARATION);
  afterAll(async () => {
    await example?.close();
    for (const bundle of bundles) bundle.remove();
  });

  story(
    "lets the application in as declared, and nobody else",
    (step) => {
      step("makes keys, secret, rule, policy, access point and client key, and has nothing more to do", async () => {
        await example.apply();
        expect(await changes(example.emulator)).toEqual(created);
        first = await made();
        expect(first.rotateAt).toBe(NEW_CLIENT_KEY);
        expect(first.files["endpoint"]).toBe(`${defaultInstanceId}.cryptoservice.kms.aliyuncs.com`);
        const secret = await example.emulator.alibaba.call("DescribeSecret", { SecretName: SECRET });
        expect(secret).toMatchObject({ EncryptionKeyId: first.dataKey, DKMSInstanceId: defaultInstanceId });
        expect(await example.hasNothingToDo()).toBe(true);
        expect(await changes(example.emulator)).toEqual([]);
      });

      step("gives the vendor's own clients what they need, and refuses them the rest", async () => {
        await mount(first);
        await each(async (judge, bundle) => {
          const checks = await judge.judge(bundle.folder, ...Object.keys(areas));
          expect(checks.filter(({ error }) => error !== "")).toEqual([]);
          const counts = Object.keys(areas).map((area) => [area, checks.filter((check) => check.area === area).length]);
          expect(Object.fromEntries(counts)).toEqual(areas);
        });
      });

      step("makes another password when it is time", async () => {
        secrets.push(await passwordAt(example.emulator));
        await changes(example.emulator);
        await example.at(NEW_PASSWORD);
        await example.apply();
        expect(await changes(example.emulator)).toEqual(["PutSecretValue"]);
        expect((await example.made()).secretVersion).not.toBe(first.secretVersion);
        secrets.push(await passwordAt(example.emulator));
        expect(await example.hasNothingToDo()).toBe(true);
      });

      step("rotates the client key under load, and refuses nothing", async () => {
        const loads = each((judge, bundle) => judge.judge(bundle.folder, "load"));
        await readAgain();
        await example.at(NEW_CLIENT_KEY);
        await example.apply();
        expect(await changes(example.emulator)).toEqual(["CreateClientKey", "UpdateSecretVersionStage"]);
        await readAgain();
        await mount(await made());
        await readAgain();
        await example.at(OVERLAP_OVER);
        await example.apply();
        expect(await changes(example.emulator)).toEqual(["DeleteClientKey"]);
        await readAgain();
        for (const bundle of bundles) bundle.stop();
        for (const checks of await loads) {
          expect(checks).toEqual([
            { area: "load", name: expect.stringMatching(/^\d+ calls by 2 client keys$/), error: "" },
          ]);
          expect(Number.parseInt(checks[0]?.name ?? "", 10)).toBeGreaterThanOrEqual(4 * ENOUGH_CALLS);
        }
      });

      step("refuses the client key that was revoked, and the other one when its time is over", async () => {
        await areRefused((bundle) => bundle.folderOf(0));
        await example.emulator.clock.set(ENDED);
        await areRefused((bundle) => bundle.folder);
        await example.emulator.clock.set(OVERLAP_OVER);
      });

      step("ends with nothing that could be used, and has left no secret anywhere", async () => {
        await changes(example.emulator);
        await example.destroy();
        expect(await changes(example.emulator)).toEqual(deleted);
        expect(new Set(secrets).size).toBe(6);
        expect(example.leaks(["orders-app"])).not.toEqual([]);
        expect(example.leaks(secrets)).toEqual([]);
      });
    },
    PATIENCE,
  );
}

const created = [
  "CreateApplicationAccessPoint",
  "CreateClientKey",
  "CreateKey",
  "CreateKey",
  "CreateNetworkRule",
  "CreatePolicy",
  "CreateSecret",
];
const deleted = [
  "DeleteApplicationAccessPoint",
  "DeleteClientKey",
  "DeleteNetworkRule",
  "DeletePolicy",
  "DeleteSecret",
  "ScheduleKeyDeletion",
  "ScheduleKeyDeletion",
];
const refused = [{ area: "gone", name: "a key that is none any more", error: "" }];

/** Operations that change something, called since the last time, by name. */
async function changes(emulator: Emulator): Promise<string[]> {
  const calls = await emulator.calls();
  await emulator.clearCalls();
  return calls
    .map(({ operation }) => operation)
    .filter((operation) => !/^(Describe|Get|List)/.test(operation))
    .sort();
}

async function passwordAt(emulator: Emulator): Promise<string> {
  return String((await emulator.alibaba.call("GetSecretValue", { SecretName: SECRET }))["SecretData"]);
}

/** What the vendor's clients are to find, and where: the emulator's addresses stand for those of the instance. */
async function worldOf(emulator: Emulator, { dataKey, signingKey, secretVersion }: Made): Promise<string> {
  const [endpoint, elsewhere] = emulator.endpoints.map(({ url }) => new URL(url).host);
  const { KeyMetadata } = await emulator.alibaba.call("CreateKey", { DKMSInstanceId: defaultInstanceId });
  return JSON.stringify({
    ...{ url: emulator.url, endpoint, elsewhere, aes: dataKey, foreignSecret: FOREIGN_SECRET },
    foreign: (KeyMetadata as { KeyId: string }).KeyId,
    secret: { name: SECRET, value: await passwordAt(emulator), version: secretVersion },
    signing: [[signingKey, "ECDSA_SHA_256"]],
  });
}
