import { story } from "../support/story";
import { describeOnOne } from "./engines";
import { peerProvider } from "./peer";
import { standard } from "./programs";
import { type Served, serveReattached } from "./protocol/reattached";
import { Stage } from "./stage";

// What exists already is taken over as it is: by its id, and from the records of the vendors' own providers.

const INSTANCE =
  "crn:v1:bluemix:public:kms:us-south:a/e0a1b2c3d4e5f60718293a4b5c6d7e8f:0a1b0000-0001-4000-8000-00000000e001::";
const APP_CONFIG = "0a1b0000-0004-4000-8000-00000000e001";

const IBM = `
resource "keysmith_root_key" "orders" {
  instance = "${INSTANCE}"
  name     = "payments"
}
resource "keysmith_standard_key" "orders" {
  instance = "${INSTANCE}"
  name     = "passwords"
}
resource "keysmith_service_authorization" "orders" {
  source {
    service  = "apprapp"
    instance = "${APP_CONFIG}"
  }
  target {
    instance = "${INSTANCE}"
    key      = keysmith_root_key.orders.id
  }
  roles  = ["Reader"]
}
resource "keysmith_app_config_integration" "orders" {
  app_config     = "${APP_CONFIG}"
  region         = "us-south"
  integration_id = "flags"
  root_key       = keysmith_root_key.orders.id
  authorization  = keysmith_service_authorization.orders.id
}
`;

type Record = Readonly<globalThis.Record<string, unknown>>;

/** By our type: the vendors' type, and what their record says of an object that ours describes so. */
const PEERS: Readonly<globalThis.Record<string, { readonly kind: string; record(ours: Record): Record }>> = {
  keysmith_network_rule: {
    kind: "alicloud_kms_network_rule",
    record: ({ name, source_private_ips }) => ({
      id: name,
      network_rule_name: name,
      source_private_ip: source_private_ips,
    }),
  },
  keysmith_policy: { kind: "alicloud_kms_policy", record: ({ name }) => ({ id: name, policy_name: name }) },
  keysmith_access_point: {
    kind: "alicloud_kms_application_access_point",
    record: ({ name, policies }) => ({ id: name, application_access_point_name: name, policies }),
  },
  keysmith_client_key: {
    kind: "alicloud_kms_client_key",
    record: ({ client_key_id, access_point }) => ({
      id: client_key_id,
      aap_name: access_point,
      password: "Left-Behind-1",
    }),
  },
  keysmith_root_key: {
    kind: "ibm_kms_key",
    record: ({ crn, key_id, name }) => ({ id: crn, crn, key_id, key_name: name, standard_key: false }),
  },
  keysmith_standard_key: {
    kind: "ibm_kms_key",
    record: ({ crn, key_id, name }) => ({ id: crn, crn, key_id, key_name: name, standard_key: true }),
  },
  keysmith_service_authorization: { kind: "ibm_iam_authorization_policy", record: ({ id }) => ({ id }) },
  keysmith_app_config_integration: {
    kind: "ibm_app_config_integration_kms",
    record: () => ({ id: `${APP_CONFIG}/flags` }),
  },
};

const IDS: Readonly<globalThis.Record<string, (ours: Record) => string>> = {
  keysmith_network_rule: ({ name }) => String(name),
  keysmith_policy: ({ name }) => `cn-hangzhou/${name}`,
  keysmith_access_point: ({ name }) => String(name),
  keysmith_client_key: ({ access_point, client_key_id }) => `${access_point}/${client_key_id}`,
  keysmith_root_key: ({ crn }) => String(crn),
  keysmith_standard_key: ({ key_id }) => `${INSTANCE}/${key_id}`,
  keysmith_service_authorization: ({ id }) => String(id),
  keysmith_app_config_integration: () => `${APP_CONFIG}/flags`,
};

const TYPES = Object.keys(PEERS);

describeOnOne("what exists already", "terraform", (engine) => {
  let stage: Stage;
  let peers: readonly Served[];
  let made: globalThis.Record<string, Record>;

  const program = (more: string, key?: string): string =>
    standard({ provider: `seal_to = ["${stage.keys.recipient}"]`, ...(key ? { key } : {}), more: `${IBM}${more}` });
  const ours = (): globalThis.Record<string, Record> =>
    Object.fromEntries(TYPES.map((type) => [type, stage.workspace.attributes(`${type}.orders`)]));
  const withState = (resources: readonly unknown[]): void =>
    stage.workspace.editState((text) => JSON.stringify({ ...JSON.parse(text), resources }));

  beforeAll(async () => {
    const kinds = [...new Set(Object.values(PEERS).map(({ kind }) => kind))];
    const served = ["aliyun/alicloud", "ibm-cloud/ibm"].map((source) => [source, peerProvider(kinds)] as const);
    const entries = await Promise.all(
      served.map(async ([source, peer]) => [source, await serveReattached(peer)] as const),
    );
    peers = entries.map(([, peer]) => peer);
    const more = Object.fromEntries(
      entries.map(([source, { reattach }]) => [`${engine.registry}/${source}`, reattach]),
    );
    stage = await Stage.open(engine, ({ recipient }) =>
      standard({ provider: `seal_to = ["${recipient}"]`, more: IBM }),
    );
    const own = JSON.parse(stage.workspace.provider.env["TF_REATTACH_PROVIDERS"] ?? "{}");
    stage.workspace.setEnv({ TF_REATTACH_PROVIDERS: JSON.stringify({ ...own, ...more }) });
    await stage.workspace.apply();
    made = ours();
    await stage.writes();
  }, 60_000);
  afterAll(async () => {
    await stage?.close();
    await Promise.all(peers.map((peer) => peer.close()));
  });

  /** Of the client key, and of nothing else: a standard key tells its material. */
  const expectLackSaid = (shown: string): void => {
    expect(shown.split("is adopted, but its")).toHaveLength(2);
    expect(shown).toMatch(/its client_key_content and password can't be known\. .*give rotation\.trigger a new text/);
  };
  const expectNothingMade = (planned: object): void => {
    const making = ["create", "delete", "replace"];
    expect(Object.entries(planned).filter(([, action]) => making.includes(action))).toEqual([]);
    expect(Object.keys(planned)).toHaveLength(TYPES.length);
  };
  const expectTakenOver = (): void => {
    const { keysmith_client_key: key, keysmith_standard_key: standardKey, ...rest } = ours();
    const { keysmith_client_key: before, keysmith_standard_key: _standard, ...others } = made;
    for (const [type, state] of Object.entries(rest)) expect(state).toMatchObject({ id: others[type]?.["id"] });
    expect(key).toMatchObject({ client_key_id: before?.["client_key_id"], secret_known: false, sealed: null });
    expect(standardKey).toMatchObject({ secret_known: true, sealed: expect.stringContaining("AGE ENCRYPTED") });
  };

  story("is imported, moved, used and told apart", (step) => {
    step("is imported by ids, and nothing is made anew", async () => {
      withState([]);
      const imports = TYPES.map(
        (type) => `import {\n to = ${type}.orders\n id = "${IDS[type]?.(made[type] ?? {})}"\n}\n`,
      );
      stage.write(program(imports.join("")));
      const { planned, shown } = await stage.workspace.plan();
      expectNothingMade(planned);
      expectLackSaid(shown);
      await stage.workspace.apply();
      expect((await stage.writes()).filter((operation) => /create/i.test(operation))).toEqual([]);
      expectTakenOver();
      expect(await stage.workspace.exitCode()).toBe(0);
    });

    step("is moved from the vendors' own resources, and nothing is made anew", async () => {
      const instance = (type: string): unknown => {
        const { kind, record } = PEERS[type] ?? { kind: "", record: () => ({}) };
        const source = kind.startsWith("ibm") ? "ibm-cloud/ibm" : "aliyun/alicloud";
        const provider = `provider["${engine.registry}/${source}"]`;
        return {
          mode: "managed",
          type: kind,
          name: type,
          provider,
          instances: [{ schema_version: 0, attributes: record(made[type] ?? {}) }],
        };
      };
      withState(TYPES.map(instance));
      const moves = TYPES.map((type) => `moved {\n from = ${PEERS[type]?.kind}.${type}\n to = ${type}.orders\n}\n`);
      stage.write(program(moves.join("")));
      // Without a refresh nothing is known of the objects, and a plan would replace them.
      const unread = await stage.workspace.run(["plan", "-refresh=false"]);
      expect(unread.shown).toContain("it was imported and never read");
      const { planned, shown } = await stage.workspace.plan();
      expectNothingMade(planned);
      expectLackSaid(shown);
      await stage.workspace.apply();
      expect((await stage.writes()).filter((operation) => /create/i.test(operation))).toEqual([]);
      expectTakenOver();
      expect(stage.workspace.stateText()).not.toContain("Left-Behind-1");
      expect(await stage.workspace.exitCode()).toBe(0);
    });

    step("has secrets that can't be opened while they aren't known", async () => {
      const opened = 'ephemeral "keysmith_opened" "key" {\n sealed = keysmith_client_key.orders.sealed\n}\n';
      stage.write(program(opened));
      expect((await stage.workspace.run(["plan"])).shown).toContain("aren't known until it rotates");
    });

    step("has a client key that rotates when it is asked to, with overlap, and is known from then on", async () => {
      stage.write(program("", 'rotation { trigger = "taken over" }'));
      const { planned } = await stage.workspace.plan();
      expect(planned).toEqual({ "keysmith_client_key.orders": "update" });
      await stage.workspace.apply();
      const { keysmith_client_key: key } = ours();
      const previous = { client_key_id: made["keysmith_client_key"]?.["client_key_id"] };
      expect(key).toMatchObject({
        previous: [previous],
        secret_known: true,
        sealed: expect.stringContaining("AGE ENCRYPTED"),
      });
      expect(await stage.workspace.exitCode()).toBe(0);
    });

    step("is refused by an id that has another form, and from a kind that is no such object", async () => {
      withState([]);
      stage.write(program('import {\n to = keysmith_client_key.orders\n id = "no-such-form"\n}\n'));
      expect((await stage.workspace.run(["plan"])).shown).toMatch(
        /the id "no-such-form" is not of the form <access_?[pP]oint>/,
      );
      withState([
        {
          mode: "managed",
          type: "alicloud_kms_policy",
          name: "old",
          provider: `provider["${engine.registry}/aliyun/alicloud"]`,
          instances: [{ schema_version: 0, attributes: { id: "orders" } }],
        },
      ]);
      stage.write(program("moved {\n from = alicloud_kms_policy.old\n to = keysmith_network_rule.orders\n}\n"));
      expect((await stage.workspace.run(["plan"])).shown).toContain("can't be moved from a alicloud_kms_policy");
    });
  });
});
