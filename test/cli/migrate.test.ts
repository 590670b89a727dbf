import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { vendors } from "../../src/catalog";
import { migrateCommand } from "../../src/cli/migrate-command";
import { dynamicType } from "../../src/pulumi/wire";
import { resourceType } from "../../src/terraform/names";
import byPulumi from "../recorded/0.1-pulumi.json";
import byTerraform from "../recorded/0.1-terraform.json";
import { inProcess } from "./in-process";

type Values = Readonly<Record<string, unknown>>;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-migrate-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kinds = vendors.flatMap(({ definitions }) => definitions);

/** What `terraform state pull` prints of resources that 0.1 has recorded. */
const pulled = (records: Readonly<Record<string, Values>>): unknown => ({
  version: 4,
  resources: kinds.flatMap((kind) => {
    const attributes = records[kind.name];
    const instances = [{ attributes }];
    return attributes ? [{ mode: "managed", type: resourceType(kind), name: "a", instances }] : [];
  }),
});

/** The same of `pulumi stack export`. */
const exported = (records: Readonly<Record<string, Values>>): unknown => ({
  version: 3,
  deployment: {
    resources: Object.entries(records).map(([name, state]) => ({
      type: dynamicType(name),
      urn: `urn:pulumi:prod::shop::${dynamicType(name)}::a`,
      inputs: state,
      outputs: state,
    })),
  },
});

const statesOf = (recorded: object): Record<string, Values> =>
  Object.fromEntries(
    Object.entries(recorded as Record<string, { readonly state: Values }>).flatMap(([name, { state }]) =>
      kinds.some((kind) => kind.name === name) ? [[name, state]] : [],
    ),
  );

async function migrate(document: unknown, env: Readonly<Record<string, string>> = {}, words = ["--check"]) {
  const file = path.join(folder, "state.json");
  writeFileSync(file, JSON.stringify(document));
  try {
    const { out, error } = await inProcess(migrateCommand, [...words, file], { env });
    return { out: out.trimEnd(), error, code: process.exitCode ?? 0 };
  } finally {
    process.exitCode = undefined;
  }
}

const ROOT_KEY = statesOf(byTerraform)["RootKey"] ?? {};
const ON_CLUSTER = {
  ...ROOT_KEY,
  instance: null,
  service: "icp",
  instance_id: "33333333-3333-4333-8333-333333333333",
  url: "https://icp.example.com:8443",
  name: "payments",
  label: "infra/shop/payments",
};

describe("keysmith migrate --check", () => {
  // It told nothing but the stack's name, though the engine refuses the objects of 0.1.
  it("tells the stack's name that 0.1 reckoned, what is a block now and what counts keys, and nothing else", async () => {
    const { out, code } = await migrate(pulled(statesOf(byTerraform)));
    expect(code).toBe(2);
    const [edit = "", ...rest] = out.split("\n");
    expect(edit).toContain("keysmith_network_rule.a, keysmith_policy.a");
    expect(edit).toContain(': in the provider block: stack = "shop/prod", with which their labels begin');
    expect(rest).toEqual([
      "edit  the program, if it has: `rotation = {`, `deletion = {`, `source = {`, `target = {`, and the like in the provider block: write them as blocks, without the equals sign; constructs need no edit",
      "edit  the program, if it has: version of keysmith_client_key.a where a version of something write-only is asked for: revision, which never repeats",
      expect.stringMatching(/^3 edits for \d+ resources; docs\/upgrading\.md/),
    ]);
  });

  it("tells each name where a state has several, and none of a label that somebody has chosen", async () => {
    const { NetworkRule: rule = {}, Policy: policy = {}, AccessPoint: point = {} } = statesOf(byTerraform);
    const { out } = await migrate(
      pulled({
        NetworkRule: { ...rule, label: "infra/shop/office" },
        Policy: { ...policy, label: "infra/shop/live/orders" },
        AccessPoint: { ...point, label: "the orders app" },
      }),
    );
    expect(out.split("\n").slice(0, -1)).toEqual([
      expect.stringMatching(/^edit {2}keysmith_network_rule\.a: .*stack = "infra\/shop",/),
      expect.stringMatching(/^edit {2}keysmith_policy\.a: .*stack = "infra\/shop\/live",/),
    ]);
  });

  it("gives the line for the clusters that get credentials, unless it is set already", async () => {
    const { out, code } = await migrate(pulled({ RootKey: ON_CLUSTER }));
    expect(code).toBe(2);
    expect(out).toContain('edit  keysmith_root_key.a: in the provider block: stack = "infra/shop"');
    expect(out).toMatch(
      /edit {2}keysmith_root_key\.a: url: .*`ibm \{ icp_origins = "https:\/\/icp\.example\.com:8443" \}`/,
    );
    const set = await migrate(pulled({ RootKey: ON_CLUSTER }), { KEYSMITH_ICP_ORIGINS: ON_CLUSTER.url });
    expect(set.out).not.toContain("icp_origins");
  });

  it("speaks of programs and their configuration where Pulumi has recorded the state", async () => {
    const state = statesOf(byPulumi)["RootKey"] ?? {};
    const { service, url, instance_id: instanceId, name } = ON_CLUSTER;
    const { out, code } = await migrate(
      exported({ RootKey: { ...state, instance: undefined, service, url, instanceId, name } }),
    );
    expect(code).toBe(2);
    expect(out).toContain('edit  RootKey "a": url: ');
    expect(out).toContain("`pulumi config set keysmith:ibm.icpOrigins https://icp.example.com:8443`");
    expect(out).toContain("keysmith-emulator");
    expect(out).not.toContain("provider block");
  });

  it("speaks of the files of a client key only where there is one", async () => {
    const { ClientKey: key = {}, Policy: policy = {} } = statesOf(byPulumi);
    expect((await migrate(exported({ ClientKey: key }))).out).toContain(
      "clientKey_Password.txt, and the id as the value of",
    );
    expect((await migrate(exported({ Policy: policy }))).out).not.toContain("clientKey");
  });

  it("has nothing to say of a state without resources of ours", async () => {
    expect(await migrate(pulled({}))).toEqual({ out: "0 edits for 0 resources", error: undefined, code: 0 });
    expect((await migrate(exported({}))).code).toBe(0);
  });

  it("prints JSON, and shows no secret", async () => {
    const { out } = await migrate(pulled(statesOf(byTerraform)), {}, ["--check", "--json"]);
    const [first] = JSON.parse(out) as readonly unknown[];
    expect(first).toEqual({ at: expect.any(Array), edit: expect.stringContaining("stack = ") });
    expect(out).not.toContain(String(statesOf(byTerraform)["ClientKey"]?.["password"]));
  });

  it("changes nothing without --check, and says so", async () => {
    expect((await migrate(pulled({}), {}, [])).error).toMatch(/changes nothing.*--check/);
  });
});
