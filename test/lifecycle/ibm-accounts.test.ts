import { defaultIbm, type Emulator } from "keysmith-emulator";
import { vendors } from "../../src/catalog";
import { CalledStack } from "../pulumi/engine-calls";
import { startEmulator } from "../support/emulator";
import { CallingEngine } from "../terraform/options/calling-engine";
import { directStack } from "./direct-engine";
import type { Declared } from "./engine";
import { MADE } from "./samples";

// With credentials of another account IAM says that a policy isn't there. Before, a plan made everything anew, and a destroy forgot it.

const THEIRS = "f".repeat(32);
const PROGRAM: readonly Declared[] = [
  {
    type: "ServiceAuthorization",
    name: "flags",
    args: {
      label: "shop/prod/flags",
      source: { service: "apprapp" },
      target: { service: "kms", instance: defaultIbm.keyProtect },
      roles: ["Reader"],
    },
  },
];

/** What a run with a look does, without a change of the program. */
interface Calling {
  up(): Promise<unknown>;
  destroy?(): Promise<unknown>;
}

const ENGINES: readonly (readonly [string, (env: Record<string, string>) => Calling])[] = [
  [
    "no engine",
    (env) => {
      const stack = directStack(env, MADE);
      return {
        up: async () => {
          await stack.refresh();
          await stack.up(PROGRAM);
        },
        destroy: () => stack.destroy(),
      };
    },
  ],
  [
    "the calls of Terraform",
    (env) => {
      const engine = new CallingEngine(env, MADE);
      return { up: () => engine.up(PROGRAM) };
    },
  ],
  [
    "the calls of Pulumi",
    (env) => {
      const stack = new CalledStack(vendors, env, MADE);
      return { up: () => stack.up(PROGRAM, { refresh: true }) };
    },
  ],
];

let emulator: Emulator;
let env: Record<string, string>;

beforeEach(async () => {
  const apiKeys = [{ apiKey: "other", iamId: "iam-ServiceId-other", account: THEIRS }];
  emulator = await startEmulator({ clock: MADE, ibm: { apiKeys } });
  env = {
    KEYSMITH_IBM_ENDPOINT: emulator.url,
    KEYSMITH_IBM_INSTANCE: defaultIbm.keyProtect,
    IBMCLOUD_API_KEY: defaultIbm.apiKey,
  };
});
afterEach(() => emulator.close());

it.each(ENGINES)("an authorization of another account is neither gone nor forgotten, by %s", async (_name, start) => {
  const engine = start(env);
  await engine.up();
  await emulator.clearCalls();
  env["IBMCLOUD_API_KEY"] = "other";
  const wrong = new RegExp(`account ${defaultIbm.account}, and the credentials are of the account ${THEIRS}`);
  await expect(engine.up()).rejects.toThrow(wrong);
  if (engine.destroy) await expect(engine.destroy()).rejects.toThrow(wrong);
  const calls = (await emulator.calls()).map(({ operation }) => operation);
  expect(calls).not.toContainEqual(expect.stringMatching(/^(create|replace|delete)/));
  env["IBMCLOUD_API_KEY"] = defaultIbm.apiKey;
  await engine.up();
  expect((await emulator.calls()).map(({ operation }) => operation)).not.toContain("createPolicy");
});
