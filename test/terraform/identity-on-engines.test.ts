import { isAtLeast } from "../support/installed-engine";
import { story } from "../support/story";
import { describeOnOne, type TerraformEngine } from "./engines";
import { KEY, sealedStandard } from "./programs";
import { Stage } from "./stage";

/** Engines keep identities, and import by them, from here on. */
const SINCE = [1, 12] as const;
const ACCOUNT = "1000000000000001";

const needsIdentity = ({ name, version }: TerraformEngine): string | undefined =>
  version === "" || isAtLeast(version, SINCE) ? undefined : `${name} knows no identities, which came with 1.12`;

const NAMES: Readonly<Record<string, string>> = {
  network_rule: "office",
  policy: "orders",
  access_point: "orders-app",
};

describeOnOne(
  "identities",
  "tofu",
  (engine) => {
    let stage: Stage;
    const imports = (account: string, key: string): string =>
      [
        ...Object.entries(NAMES).map(
          ([type, name]) =>
            `import {\n to = keysmith_${type}.orders\n identity = {\n account = "${account}"\n region = "cn-hangzhou"\n name = "${name}"\n }\n}`,
        ),
        `import {\n to = keysmith_client_key.orders\n identity = {\n client_key_id = "${key}"\n }\n}`,
      ].join("\n");
    const identityOf = (type: string): unknown => {
      const { resources } = JSON.parse(stage.workspace.stateText());
      return resources.find((each: { type: string }) => each.type === `keysmith_${type}`)?.instances[0].identity;
    };

    beforeAll(async () => {
      stage = await Stage.open(engine, (keys) => sealedStandard(keys));
    }, 60_000);
    afterAll(() => stage?.close());

    story("stand beside the state, and import what they name", (step) => {
      let key = "";
      step("are recorded by an apply, stay over refreshes and changes, and follow a rotation", async () => {
        await stage.workspace.apply();
        for (const [type, name] of Object.entries(NAMES))
          expect(identityOf(type)).toEqual({ account: ACCOUNT, region: "cn-hangzhou", name });
        stage.write(sealedStandard(stage.keys, { description: "Orders and returns" }));
        await stage.workspace.apply();
        expect(identityOf("policy")).toEqual({ account: ACCOUNT, region: "cn-hangzhou", name: "orders" });
        const idOf = (): string => String(stage.workspace.attributes(KEY)["client_key_id"]);
        const first = idOf();
        expect(identityOf("client_key")).toMatchObject({ account: ACCOUNT, client_key_id: first });
        const rotating = `revoke_previous = true\n rotation {\n trigger = "again"\n}`;
        stage.write(sealedStandard(stage.keys, { description: "Orders and returns", key: rotating }));
        await stage.workspace.apply();
        key = idOf();
        expect(key).not.toBe(first);
        expect(identityOf("client_key")).toMatchObject({ account: ACCOUNT, client_key_id: key });
      });

      step(
        "import everything anew by them, and nothing changes then but what a credential says of its maker",
        async () => {
          stage.workspace.editState((text) => JSON.stringify({ ...JSON.parse(text), resources: [] }));
          await stage.writes();
          stage.write(sealedStandard(stage.keys, { description: "Orders and returns", more: imports(ACCOUNT, key) }));
          await stage.workspace.apply();
          expect((await stage.writes()).filter((operation) => /create/i.test(operation))).toEqual([]);
          expect(identityOf("network_rule")).toEqual({ account: ACCOUNT, region: "cn-hangzhou", name: "office" });
          expect(await stage.workspace.exitCode()).toBe(0);
        },
      );

      step("are refused that name another account, with nothing written", async () => {
        stage.workspace.editState((text) => JSON.stringify({ ...JSON.parse(text), resources: [] }));
        stage.write(sealedStandard(stage.keys, { more: imports("2000000000000002", key) }));
        await stage.writes();
        const { exitCode, shown } = await stage.workspace.run(["apply", "-auto-approve"]);
        expect(exitCode).toBe(1);
        expect(shown).toContain("its identity names the account 2000000000000002");
        expect(await stage.writes()).toEqual([]);
      });
    });
  },
  needsIdentity,
);
