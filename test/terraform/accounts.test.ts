import { defaultIbm } from "keysmith-emulator";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { describeOnOne } from "./engines";
import { Stage } from "./stage";

// Aliases of the provider in one run: two accounts and two regions of both vendors. The engine starts a process for each of them.

const MADE = "2026-01-01T00:00:00Z";
const AFTER_THE_SESSIONS = "2026-01-01T02:00:00Z";
const IBM_OF_THEIRS = "f".repeat(32);
const KEYS = { ours: "LTAI-of-ours", theirs: "LTAI-of-theirs" };
const SECRETS = { ours: "s3cr3t-of-0urs", theirs: "s3cr3t-0f-theirs" };
const ACCOUNTS = { ours: "1000000000000001", theirs: "2000000000000002" };
const REGIONS = { ours: "cn-hangzhou", theirs: "eu-central-1" };
const API_KEYS = { ours: defaultIbm.apiKey, theirs: "api-key-of-theirs" };
type Side = keyof typeof KEYS;
const SIDES: readonly Side[] = ["ours", "theirs"];
const roleOf = (side: Side): string => `acs:ram::${ACCOUNTS[side]}:role/keysmith`;

/** Of each of three kinds, so that there are 50 in all with one policy for each account. */
const MANY = 12;

const OPTIONS = {
  spawned: true,
  time: MADE,
  credentials: SIDES.map((side) => ({
    accessKeyId: KEYS[side],
    accessKeySecret: SECRETS[side],
    accountId: ACCOUNTS[side],
    actions: ["*"],
  })),
  roles: SIDES.map((side) => ({ arn: roleOf(side), trusts: [KEYS[side]] })),
  // A token is renewed a minute before it ends: so every second.
  ibm: {
    apiKeys: [{ apiKey: API_KEYS.theirs, iamId: "iam-ServiceId-1", account: IBM_OF_THEIRS }],
    tokenLifetime: 61,
  },
  env: {
    ALIBABA_CLOUD_ACCESS_KEY_ID: "",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "",
    ALIBABA_CLOUD_REGION_ID: "",
    IBMCLOUD_API_KEY: "",
    HOME: "/nonexistent",
    // So slow that each account has calls left when its session ends, on a busy machine too.
    KEYSMITH_ALIBABA_WRITE_QPS: "10",
  },
};

const REQUIRED = 'terraform {\n required_providers {\n  keysmith = { source = "keysmith/keysmith" }\n }\n}\n';

const credentialsOf = (side: Side): string => `
  alibaba {
    access_key = "${KEYS[side]}"
    secret_key = "${SECRETS[side]}"
    assume_role {
      role_arn = "${roleOf(side)}"
    }
  }
  ibm {
    api_key = "${API_KEYS[side]}"
  }`;

const block = (side: Side, credentials = credentialsOf(side)): string => `
provider "keysmith" {
  alias  = "${side}"
  stack  = "${side}"
  region = "${REGIONS[side]}"
  ${credentials}
}`;

const resources = (side: Side): string => `
resource "keysmith_network_rule" "${side}" {
  provider           = keysmith.${side}
  count              = ${MANY}
  name               = "${side}-\${count.index}"
  source_private_ips = ["10.0.\${count.index}.0/24"]
}
resource "keysmith_policy" "${side}" {
  provider      = keysmith.${side}
  name          = "${side}-policy"
  kms_instance  = "kst-hzz0000000000emulator"
  permissions   = ["CryptoServiceKeyUser"]
  keys          = ["key-hzz0000000000000000000"]
  network_rules = keysmith_network_rule.${side}[*].name
}`;

const ofIbm = `
resource "keysmith_key_ring" "ours" {
  provider = keysmith.ours
  count    = ${MANY}
  name     = "ring-\${count.index}"
  instance = "${defaultIbm.keyProtect}"
}
resource "keysmith_service_authorization" "theirs" {
  provider = keysmith.theirs
  count    = ${MANY}
  label    = "theirs/\${count.index}"
  roles    = ["Reader"]
  source {
    service = "apprapp"
  }
  target {
    service       = "kms"
    account       = "${IBM_OF_THEIRS}"
    resource_type = "key"
    resource      = "key-\${count.index}"
  }
}`;

const program = SIDES.map((side) => block(side) + resources(side)).join("\n") + ofIbm;

describeOnOne(
  "two accounts in one program",
  "terraform",
  (engine) => {
    let stage: Stage;
    const write = (text: string): void => stage.write(REQUIRED + text);
    const refused = async (text: string): Promise<string> => {
      write(text);
      await stage.calls();
      const { exitCode, shown } = await stage.workspace.run(["apply", "-auto-approve"]);
      expect(exitCode).toBe(1);
      const isWrite = (operation: string): boolean => !/^(AssumeRole|describe|get|list)/i.test(operation);
      expect((await stage.calls()).filter(isWrite)).toEqual([]);
      return shown;
    };

    beforeAll(async () => {
      stage = await Stage.open(engine, () => REQUIRED + program, OPTIONS);
    });
    afterAll(() => stage?.close());

    story("has each resource in its own", (step) => {
      step("50 at once, each call by the credentials of its account, and tokens that end meanwhile", async () => {
        const applied = stage.workspace.apply("-parallelism=50");
        await untilMade(stage, 5);
        await stage.emulator.clock.set(AFTER_THE_SESSIONS);
        const { done } = await applied;
        expect(Object.values(done)).toEqual(Array(4 * MANY + 2).fill("create"));
        expect(await mixed(stage)).toEqual([]);
        const calls = await stage.emulator.calls();
        const sessions = calls.filter(({ operation }) => operation === "AssumeRole");
        for (const side of SIDES)
          expect(sessions.filter(({ parameters }) => parameters["RoleArn"] === roleOf(side)).length).toBeGreaterThan(1);
        for (const side of SIDES)
          expect(stage.workspace.attributes(`keysmith_policy.${side}`)).toMatchObject({
            arn: `acs:kms:${REGIONS[side]}:${ACCOUNTS[side]}:policy/${side}-policy`,
          });
      });

      step("and nothing to do then", async () => {
        await stage.emulator.clearCalls();
        expect(await stage.workspace.exitCode("-parallelism=50")).toBe(0);
        expect(await mixed(stage)).toEqual([]);
      });

      step("and is refused where the two are exchanged, with nothing written", async () => {
        const exchanged = block("ours", credentialsOf("theirs")) + block("theirs", credentialsOf("ours"));
        const shown = await refused(exchanged + SIDES.map(resources).join("\n") + ofIbm);
        expect(shown).toContain(`belongs to the account ${ACCOUNTS.ours}`);
        expect(shown).toContain(`the credentials are of the account ${ACCOUNTS.theirs}`);
      });

      step("and is refused where one alias has none and another has", async () => {
        const shown = await refused(block("ours") + block("theirs", "") + SIDES.map(resources).join("\n") + ofIbm);
        expect(shown).toContain("keysmith_network_rule.theirs");
        expect(shown).toContain("No Alibaba Cloud credentials were found");
        expect(shown).not.toContain("keysmith_network_rule.ours");
      });

      step("and where one has two kinds at once, or a role by nothing", async () => {
        const twice = `alibaba {\n access_key = "${KEYS.theirs}"\n secret_key = "${SECRETS.theirs}"\n profile = "p"\n}`;
        expect(await refused(block("ours") + block("theirs", twice) + resources("theirs"))).toContain(
          "alibaba.profile: can't be given together with access_key",
        );
        const alone = `alibaba {\n assume_role {\n  role_arn = "${roleOf("theirs")}"\n }\n}`;
        const shown = await refused(block("ours") + block("theirs", alone) + resources("theirs"));
        expect(shown).toContain("No Alibaba Cloud credentials were found");
        expect(shown).toContain(roleOf("theirs"));
      });
    });
  },
  leftToAll,
);

/** Waits until so many objects of each vendor were asked for. */
async function untilMade({ emulator }: Stage, count: number): Promise<void> {
  for (;;) {
    const calls = await emulator.calls();
    if (calls.filter(({ operation }) => operation === "CreateNetworkRule").length >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The calls about objects of one account by credentials that were used for the other's too. */
async function mixed({ emulator }: Stage): Promise<unknown[]> {
  const calls = await emulator.calls();
  const sideOf = ({ operation, parameters }: (typeof calls)[number]): Side | undefined => {
    if (/KeyRing/.test(operation)) return "ours";
    if (operation === "createPolicy") return "theirs";
    return SIDES.find((side) => parameters["Name"]?.startsWith(`${side}-`));
  };
  const keysOf = (side: Side): Set<string | undefined> =>
    new Set(calls.filter((call) => sideOf(call) === side).map(({ accessKeyId }) => accessKeyId));
  const [ours, theirs] = [keysOf("ours"), keysOf("theirs")];
  for (const keys of [ours, theirs])
    expect([...keys].filter((key) => key?.startsWith("STS.")).length).toBeGreaterThan(0);
  return [...ours].filter((key) => theirs.has(key));
}
