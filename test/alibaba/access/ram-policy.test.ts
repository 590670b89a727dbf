import type { RamPolicy } from "../../../src/alibaba/access/ram-policy";
import { vendors } from "../../../src/catalog";
import { policiesFor } from "../../../src/cli/access/actions";
import type { Definition, Values } from "../../../src/core/definition";
import { UNKNOWN } from "../../../src/core/unknown";
import { rolesFor } from "../../../src/ibm/roles";
import { directStack } from "../../lifecycle/direct-engine";
import type { Declared } from "../../lifecycle/engine";
import { startEmulator } from "../../support/emulator";

const MADE = "2026-01-01T00:00:00Z";
const STORING = ["kms:DescribeSecret", "kms:ListSecretVersionIds", "kms:PutSecretValue"];
const ROTATED = "2026-12-05T00:00:00Z";
const RETIRED = "2026-12-20T00:00:00Z";

/** @param times how often its inputs have changed */
function program(times: number): readonly Declared[] {
  const description = `change ${times}`;
  return [
    { type: "NetworkRule", name: "office", args: { sourcePrivateIps: ["10.20.0.0/16"], description } },
    {
      type: "Policy",
      name: "orders",
      args: {
        kmsInstance: "shared",
        permissions: ["SecretUser"],
        secrets: ["orders/*"],
        networkRules: ["office"],
        description,
      },
    },
    { type: "AccessPoint", name: "orders-app", args: { policies: ["orders"], description } },
    { type: "ClientKey", name: "orders-app", args: { accessPoint: "orders-app" } },
    { type: "KmsAlias", name: "orders", args: { key: `key-${times}` } },
  ];
}

const kinds = [...new Set(program(0).map(({ type }) => type))];
const definitions = vendors.flatMap((vendor) => vendor.definitions.filter(({ name }) => kinds.includes(name)));

function allowed(of: readonly Definition[], runs: string, values: Values = {}): readonly string[] {
  const resources = of.map((definition) => ({ definition, values }));
  const { Statement } = JSON.parse(policiesFor(resources, runs)) as RamPolicy;
  return Statement.flatMap(({ Action }) => Action);
}

/** The life of the program under a caller who may do nothing else than this. @throws what it was refused */
async function live(actions: readonly string[]): Promise<void> {
  const credential = { accessKeyId: "runner", accessKeySecret: "runner-secret", actions };
  const emulator = await startEmulator({ clock: MADE, credentials: [credential] });
  const env = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: credential.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: credential.accessKeySecret,
    ALIBABA_CLOUD_REGION_ID: "cn-hangzhou",
    KEYSMITH_ALIBABA_ENDPOINT: emulator.url,
    KEYSMITH_ALIBABA_WRITE_QPS: "1000",
  };
  try {
    const stack = directStack(env, MADE);
    const at = async (time: string): Promise<void> => {
      stack.at(time);
      await emulator.clock.set(time);
    };
    await stack.up(program(0));
    await stack.refresh();
    await stack.up(program(1));
    const replaced = await stack.state("ClientKey orders-app");
    await at(ROTATED);
    await stack.refresh();
    await stack.up(program(1));
    // Somebody has ended the replaced key by hand: a refresh asks for it.
    await emulator.alibaba.call("DeleteClientKey", { ClientKeyId: String(replaced?.["clientKeyId"]) });
    await at(RETIRED);
    await stack.refresh();
    await stack.up(program(1));
    await stack.destroy();
  } finally {
    await emulator.close();
  }
}

describe("a caller with exactly the policy that `access actions` prints", () => {
  const all = allowed(definitions, "all");

  it("creates, changes, rotates, retires and destroys", async () => {
    await expect(live(all)).resolves.toBeUndefined();
  });

  it.each(all)("is refused without %s", async (action) => {
    await expect(live(all.filter((each) => each !== action))).rejects.toMatchObject({ code: "permission" });
  });

  // A bug: every program with a client key was told to allow what only a proof or a secret needs.
  it.each<[string, Values, readonly string[]]>([
    ["is asked to prove keys", { verify: {} }, ["kms:GetKmsInstance"]],
    ["has them put into a secret", { store: { secret: "s" } }, STORING],
    ["may come to have that", { store: UNKNOWN }, STORING],
    ["does neither", { verify: undefined, store: undefined }, []],
  ])("may do more only where the program %s", (_what, values, more) => {
    expect(allowed(definitions, "all", values).filter((action) => !all.includes(action))).toEqual(more);
  });

  it("creates nothing with what a rotation needs, and deletes nothing else than keys", () => {
    const rotating = allowed(definitions, "rotate");
    expect(rotating).not.toContain("kms:CreatePolicy");
    expect(rotating.filter((action) => action.startsWith("kms:Delete"))).toEqual(["kms:DeleteClientKey"]);
  });
});

describe("IBM's roles", () => {
  const declared = vendors
    .filter(({ name }) => name === "ibm")
    .flatMap((vendor) => vendor.definitions.flatMap(({ actions }) => Object.values(actions).flat()));

  it("are told for every action that a kind declares", () => {
    const told = rolesFor([...new Set(declared)]).flatMap(({ actions }) => actions);
    expect([...told].sort()).toEqual([...new Set(declared)].sort());
  });

  it.each([
    ["Reader", ["kms.secrets.list", "kms.secrets.readmetadata"]],
    ["ReaderPlus", ["kms.secrets.list", "kms.secrets.read"]],
    ["Writer", ["kms.secrets.rotate", "kms.secrets.list"]],
    ["Manager", ["kms.secrets.rotate", "kms.secrets.delete"]],
  ])("are the least that allows all: %s", (role, actions) => {
    expect(rolesFor(actions)).toEqual([expect.objectContaining({ role, actions })]);
  });
});
