import { defaultIbm } from "keysmith-emulator";
import { describeOnOne } from "./engines";
import type { Diagnostic } from "./engines/types";
import { head } from "./programs";
import { Stage } from "./stage";

/** In place of an attribute: engines show where the resource begins for whatever is in a block. */
const BLOCK = "a block";

const POINT = `crn:v1:bluemix:public:apprapp:us-south:a/${defaultIbm.account}:${defaultIbm.appConfig}::`;
const LONG = "x".repeat(100_000);

/** A resource that can't be: its type and body, the attribute that the message must point at, and what it must say. */
type Case = readonly [type: string, body: readonly string[], attribute: string, message: string];

const CASES: readonly Case[] = [
  [
    "network_rule",
    ['name = "office"', 'source_private_ips = ["10.1.2.3/8"]'],
    "source_private_ips",
    "write 10.0.0.0/8",
  ],
  ["network_rule", ['name = "office"', "source_private_ips = []"], "source_private_ips", "at least 1"],
  [
    "network_rule",
    ['name = "office"', 'source_private_ips = ["10.0.0"]', 'type = "VPC"'],
    "type",
    "only in the vendor's console",
  ],
  [
    "policy",
    ['name = "orders"', 'kms_instance = "kst-1"', 'permissions = ["CryptoServiceKeyUsr"]', 'keys = ["*"]'],
    "permissions",
    "did you mean CryptoServiceKeyUser?",
  ],
  [
    "policy",
    ['name = "orders"', 'kms_instance = "i-1"', 'permissions = ["CryptoServiceKeyUser"]', 'keys = ["*"]'],
    "kms_instance",
    "kst-",
  ],
  [
    "policy",
    ['name = "orders"', 'kms_instance = "kst-1"', 'permissions = ["CryptoServiceSecretUser"]', 'secrets = ["or*ers"]'],
    "secrets",
    "has a * before its end",
  ],
  ["access_point", ['name = "orders-app"', "policies = []"], "policies", "at least 1"],
  [
    "access_point",
    ['name = "orders-app"', 'policies = ["a", "b", "c", "d"]'],
    "policies",
    "has 4 items: at most 3 are allowed",
  ],
  ["client_key", ['access_point = "orders-app"', 'validity = "1 year"'], "validity", '"1 year" is not a duration'],
  [
    "client_key",
    ['access_point = "orders-app"', 'rotation {\n overlap = "P7D"\n renew_before = "PT1H"\n}'],
    BLOCK,
    "at least PT4H",
  ],
  [
    "root_key",
    ['name = "payments"', 'label = "a/b"', `description = "${LONG}"`],
    "description",
    "service allows at most 240",
  ],
  ["root_key", ['name = "x"'], "name", '"x" has 1 character: 2 to 90 are allowed'],
  [
    "root_key",
    ['name = "payments"', 'expiration_date = "2035-02-29T09:00:00Z"'],
    "expiration_date",
    "is not a date of the calendar",
  ],
  [
    "root_key",
    ['name = "payments"', "rotation {", '  every = "P90D"', "  policy_months = 3", "}"],
    BLOCK,
    "policy_months: can't be given together with every",
  ],
  ["standard_key", ['name = "payments"', 'tags = ["a:b"]'], "tags", "none of < > , : & |"],
  ["standard_key", ['name = "payments"', 'restore = "always"'], "restore", "one of auto, never"],
  ["key_ring", ['name = "default"'], "name", "is the ring that every instance has"],
  [
    "service_authorization",
    ["source {", `  service = "${POINT}"`, "}", 'target { service = "kms" }', 'roles = ["Reader"]'],
    BLOCK,
    "write the service's name",
  ],
  [
    "service_authorization",
    [
      'source { service = "apprapp" }',
      "target {",
      `  instance = "${defaultIbm.keyProtect}"`,
      '  service = "hs-crypto"',
      "}",
      'roles = ["Reader"]',
    ],
    BLOCK,
    "target.instance: says that the service is kms, but target.service says hs-crypto",
  ],
  // Bugs: the messages said that something was missing that the program gives, as a block with nothing in it.
  ["kms_secret", ['name = "q"', "generated {", "}"], BLOCK, "generated { length = 32 } to have one generated"],
  [
    "kms_secret",
    ['name = "q"', 'type = "Rds"', 'value_wo = "x"', "value_wo_version = 1", "managed {", "}"],
    BLOCK,
    "a secret of type Rds needs managed.sub_type and managed.db_instance",
  ],
  [
    "service_authorization",
    ['source { service = "apprapp" }', "target {", "}", 'roles = ["Reader"]'],
    BLOCK,
    "target.service: is missing: give it, or the CRN of the instance or the key",
  ],
  [
    "app_config_integration",
    [
      'app_config = "no such thing"',
      'integration_id = "keys"',
      'root_key = "crn:v1:x"',
      'authorization = "11111111-1111-4111-8111-111111111111"',
    ],
    "app_config",
    "no such thing",
  ],
];

/** Secrets with something wrong with them, which no message may repeat. */
const SECRETS: readonly Case[] = [
  [
    "client_key",
    ['access_point = "orders-app"', 'password_wo = "no good secret"', "password_wo_version = 1"],
    "password_wo",
    "has a character that the service refuses",
  ],
  [
    "root_key",
    ['name = "payments"', 'payload_wo = "no good secret"', "payload_wo_version = 1"],
    "payload_wo",
    "is not base64",
  ],
];

const ALL = [...CASES, ...SECRETS];
const blocks = ALL.map(
  ([type, body], index) =>
    `resource "keysmith_${type}" "bad_${index}" {\n${body.map((line) => `  ${line}`).join("\n")}\n}\n`,
);

describeOnOne("bad input", "terraform", (engine) => {
  let stage: Stage;
  let program: string;
  let found: readonly Diagnostic[];
  let printed: string;

  beforeAll(async () => {
    stage = await Stage.open(engine, ({ recipient }) => head(`seal_to = ["${recipient}"]`));
    program = head(`seal_to = ["${stage.keys.recipient}"]`) + blocks.join("");
    stage.write(program);
    printed = (await stage.workspace.command(["validate", "-json"])).stdout;
    found = JSON.parse(printed).diagnostics;
  }, 60_000);
  afterAll(() => stage?.close());

  /** The number of the line on which an attribute stands. */
  const lineOf = (index: number, attribute: string): number => {
    const before = program.slice(0, program.indexOf(blocks[index] ?? "")).split("\n").length;
    const lines = (blocks[index] ?? "").split("\n");
    return (
      before + lines.findIndex((line) => line.trim().startsWith(attribute === BLOCK ? "resource" : `${attribute} =`))
    );
  };

  it.each(CASES.map(([type, , attribute, message], index) => ({ type, attribute, message, index })))(
    "is told at the $attribute of a $type: $message",
    ({ attribute, message, index }) => {
      const there = found.filter(({ range }) => range?.start.line === lineOf(index, attribute));
      expect(there).toContainEqual(
        expect.objectContaining({ severity: "error", summary: expect.stringContaining(message) }),
      );
    },
  );

  it.each(SECRETS.map(([type, , attribute, message]) => ({ type, attribute, message })))(
    "is told of the $attribute of a $type without the line on which it stands: $message",
    ({ attribute, message }) => {
      const told = found.filter(({ summary }) => summary.includes(message) && summary.includes(attribute));
      expect(told).toHaveLength(1);
    },
  );

  it("is told without a secret, and without repeating what is endless", () => {
    const told = found.map(({ summary, detail }) => `${summary} ${detail}`).join("\n");
    expect(printed).not.toContain("no good secret");
    expect(told.length).toBeLessThan(20_000);
  });

  it("reaches no service", async () => {
    expect((await stage.workspace.run(["apply", "-auto-approve"])).exitCode).toBe(1);
    expect(await stage.calls()).toEqual([]);
  });
});

describeOnOne("a provider that can't work", "terraform", (engine) => {
  const RULE = 'resource "keysmith_network_rule" "a" {\n  name = "a"\n  source_private_ips = ["10.0.0.1"]\n}\n';
  const KEY = 'resource "keysmith_client_key" "a" {\n  access_point = "a"\n}\n';
  let stage: Stage | undefined;
  afterEach(() => stage?.close());

  const plan = async (program: string, env: Record<string, string> = {}): Promise<string> => {
    stage = await Stage.open(engine, () => program, { env });
    const run = await stage.workspace.run(["apply", "-auto-approve"]);
    expect(run.exitCode).toBe(1);
    expect(await stage.calls()).toEqual([]);
    expect(stage.workspace.printed()).not.toMatch(/\n\s+at .*\.js:\d+/);
    return run.shown;
  };

  it.each<[string, string, string, Record<string, string>, readonly string[]]>([
    ["what is not an age recipient", 'seal_to = ["age1nonsense"]', RULE, {}, ["seal_to", "age1nonsense"]],
    [
      "the secret half of a pair where the public one belongs",
      `seal_to = ["AGE-SECRET-KEY-1${"Q".repeat(58)}"]`,
      RULE,
      {},
      ["seal_to"],
    ],
    ["nobody to seal to", "", KEY, {}, ["seal_to = [", "plain_secrets = true", "state encryption"]],
    [
      "a region that nothing names",
      "plain_secrets = true",
      RULE,
      { ALIBABA_CLOUD_REGION_ID: "" },
      ["region", "ALIBABA_CLOUD_REGION_ID"],
    ],
    [
      "an endpoint that others could listen to",
      'alibaba { endpoint = "http://kms.example.com" }',
      RULE,
      {},
      ["http://kms.example.com", "https"],
    ],
    [
      "a file of certificates that isn't there",
      'alibaba { ca_file = "/nowhere/ca.pem" }',
      RULE,
      {},
      ["/nowhere/ca.pem"],
    ],
    [
      "a moved clock that would write to a real service",
      'alibaba { endpoint = "https://kms.invalid" }',
      RULE,
      {},
      ["KEYSMITH_AS_OF", "KEYSMITH_AS_OF_APPLY"],
    ],
    ["a time that is none", "", RULE, { KEYSMITH_AS_OF: "tomorrow" }, ['"tomorrow"', "UTC"]],
  ])("has %s", async (_what, provider, program, env, messages) => {
    const shown = await plan(head(provider) + program, env);
    for (const message of messages) expect(shown).toContain(message);
    expect(shown).not.toContain("AGE-SECRET-KEY-1QQ");
  });

  it("finds a state from a newer version, and changes nothing", async () => {
    stage = await Stage.open(engine, () => head("") + RULE);
    await stage.workspace.apply();
    await stage.calls();
    stage.workspace.editState((text) => text.replace(/"schema_version": \d+/, '"schema_version": 99'));
    const before = stage.workspace.stateText();
    const run = await stage.workspace.run(["apply", "-auto-approve"]);
    expect(run.exitCode).toBe(1);
    expect(run.shown).toContain("newer provider version");
    expect(await stage.calls()).toEqual([]);
    expect(stage.workspace.stateText()).toBe(before);
  });
});
