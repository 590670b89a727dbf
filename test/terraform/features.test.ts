import type { Definition } from "../../src/core/definition";
import { type Field, fieldsOf } from "../../src/core/fields";
import { snakeCase, writeOnlyName, writeOnlyVersionName } from "../../src/terraform/names";
import { liveClientKeys } from "../examples/alibaba-service";
import { type Declared, keyOf } from "../lifecycle/engine";
import { subjectOf } from "../lifecycle/fleet-subject";
import { prerequisites } from "../lifecycle/prerequisites";
import { definitions, inputLeaves, MADE, withValue } from "../lifecycle/samples";
import { type Service, startService } from "../lifecycle/services";
import { addressOf, configuration, SecretVersions } from "../lifecycle/terraform-program";
import { leftToAll } from "../support/describe-engine";
import { story } from "../support/story";
import { describeOnOne, needsWriteOnly } from "./engines";
import { ageKeyPair, type KeyPair } from "./engines/age";
import { attachedProvider } from "./engines/providers";
import { Workspace } from "./engines/workspace";
import { head, KEY, sealedStandard } from "./programs";
import { Stage } from "./stage";

type Block = Record<string, unknown>;

interface Configuration {
  readonly resource: Record<string, Record<string, Block>>;
}

/** One resource of every definition, with all that it needs. */
const subjects: readonly Declared[] = definitions.map(subjectOf);
const needed = definitions.flatMap(prerequisites).map((declared) => [keyOf(declared), declared] as const);
const others: readonly Declared[] = [...new Map(needed).values()];

describeOnOne(
  "values of every kind",
  "tofu",
  (engine) => {
    let service: Service;
    let keys: KeyPair;
    let workspace: Workspace;

    beforeAll(async () => {
      service = await startService(MADE);
      keys = await ageKeyPair();
      const provider = await attachedProvider(engine, { ...service.env, KEYSMITH_AS_OF: MADE });
      workspace = await Workspace.open(engine, provider, { "main.tf.json": written(others, (config) => config) });
      await workspace.apply();
    }, 60_000);
    afterAll(async () => {
      await workspace?.close();
      await service?.stop();
    });

    const written = (program: readonly Declared[], change: (config: Configuration) => object): string => {
      const text = configuration(program, { seal_to: [keys.recipient] }, new SecretVersions());
      return JSON.stringify(change(JSON.parse(text) as Configuration));
    };
    const write = (change: (config: Configuration) => object): void => {
      const all = subjects.map((subject, index) => everything(subject, definitions[index], service.env));
      workspace.write({ "main.tf.json": written([...others, ...all], change) });
    };
    const actions = (action: string): Record<string, string> =>
      Object.fromEntries(subjects.map((subject) => [addressOf(subject), action]));

    story("may be unknown, null or empty", (step) => {
      step("may all be unknown in a plan that creates", async () => {
        write((config) => fed(config, 1));
        const { planned } = await workspace.plan();
        expect(planned).toEqual({ ...actions("create"), "terraform_data.given": "create" });
        expect((await workspace.apply()).done).toEqual(planned);
        expect(await workspace.exitCode()).toBe(0);
      });

      step(
        "may all be unknown in a plan that updates, which then replaces nothing, and have not changed in the end",
        async () => {
          const before = subjects.map((subject) => workspace.attributes(addressOf(subject))["id"]);
          write((config) => fed(config, 2));
          const { planned } = await workspace.plan();
          expect(planned).toEqual({ ...actions("update"), "terraform_data.given": "replace" });
          await service.calls();
          await workspace.apply();
          const writes = (await service.calls()).filter((operation) =>
            /^(create|delete|rotate|Create|Delete)/.test(operation),
          );
          expect(writes).toEqual([]);
          expect(subjects.map((subject) => workspace.attributes(addressOf(subject))["id"])).toEqual(before);
          expect(await workspace.exitCode()).toBe(0);
        },
      );

      step("may be null, which is as if they weren't there", async () => {
        write((config) => config);
        await workspace.apply();
        workspace.write({
          "main.tf.json": written(
            [...others, ...subjects],
            withNulls(() => null),
          ),
        });
        expect((await workspace.plan()).planned).toEqual({});
        workspace.write({ "main.tf.json": written([...others, ...subjects], (config) => config) });
        expect((await workspace.plan()).planned).toEqual({});
      });

      step("may be empty lists, which are as if they weren't there", async () => {
        const empty = withNulls((field) => (field.type.kind === "list" ? [] : undefined));
        workspace.write({ "main.tf.json": written([...others, ...subjects], empty) });
        expect((await workspace.plan()).planned).toEqual({});
      });
    });
  },
  (each) => needsWriteOnly(each) ?? leftToAll(),
);

describeOnOne("a replacement that is asked for", "tofu", (engine) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open(engine, sealedStandard);
    await stage.workspace.apply();
  }, 60_000);
  afterAll(() => stage?.close());

  story("is made", (step) => {
    step("takes the place of the credential, of which nothing is left", async () => {
      const before = stage.workspace.attributes(KEY)["client_key_id"];
      const { done } = await stage.workspace.apply(`-replace=${KEY}`);
      expect(done).toEqual({ [KEY]: "replace" });
      const { client_key_id: after, version } = stage.workspace.attributes(KEY);
      expect(after).not.toBe(before);
      expect(version).toBe(1);
      expect(await liveClientKeys(stage.emulator, "orders-app")).toEqual([after]);
      expect(await stage.workspace.exitCode()).toBe(0);
    });

    step("is made for what is tainted too", async () => {
      await stage.workspace.command(["taint", "keysmith_network_rule.orders"]);
      const { done } = await stage.workspace.apply();
      expect(done).toEqual({ "keysmith_network_rule.orders": "replace" });
      expect(await stage.workspace.exitCode()).toBe(0);
    });
  });
});

describeOnOne("a text of 100 KB", "tofu", (engine) => {
  const LONG = "0123456789".repeat(10_000);
  const program = (recipient: string, text: string): string => `${head(`seal_to = ["${recipient}"]`)}
resource "keysmith_network_rule" "long" {
  name               = "long"
  source_private_ips = ["10.0.0.1"]
  description        = "${text}"
}
`;
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open(engine, ({ recipient }) => program(recipient, LONG));
  }, 60_000);
  afterAll(() => stage?.close());

  it("is made, kept, found unchanged, and changed", async () => {
    await stage.workspace.apply();
    expect(stage.workspace.attributes("keysmith_network_rule.long")).toMatchObject({ description: LONG });
    expect(await stage.workspace.exitCode()).toBe(0);
    stage.write(program(stage.keys.recipient, `${LONG}!`));
    expect((await stage.workspace.apply()).done).toEqual({ "keysmith_network_rule.long": "update" });
    expect(await stage.workspace.exitCode()).toBe(0);
  });
});

/** With what the environment says and what is so by default given in the program too. */
function everything(
  declared: Declared,
  definition: Definition | undefined,
  env: Readonly<Record<string, string>>,
): Declared {
  if (!definition) return declared;
  const sourced = inputLeaves(definition).filter(({ name, path }) => name === path && !(name in declared.args));
  const args = sourced.reduce((given, field) => {
    const setting = field.from.find((origin) => typeof origin === "object");
    const value = setting?.env && env[setting.env];
    return value === undefined ? given : withValue(given, field, value);
  }, declared.args as Block);
  return { ...declared, args };
}

/** Every value comes from a resource that is to be made anew for another `time`. */
function fed(config: Configuration, time: number): object {
  const { resource } = config;
  const input: Record<string, Block> = {};
  const blocks = subjects.map((subject) => {
    const [type = "", name = ""] = addressOf(subject).split(".");
    input[name + type] = resource[type]?.[name] ?? {};
    const given = readFrom(`terraform_data.given.output["${name + type}"]`, input[name + type] ?? {});
    return [type, name, given] as const;
  });
  for (const [type, name, block] of blocks) resource[type] = { ...resource[type], [name]: block };
  return { ...config, resource: { ...resource, terraform_data: { given: { input, triggers_replace: time } } } };
}

/** What is in `block`, value by value, as the value of `source` has it: a block can't be given as a whole. */
function readFrom(source: string, block: Block): Block {
  const entries = Object.entries(block).map(([name, value]) => {
    const read = `${source}["${name}"]`;
    const isBlock = typeof value === "object" && value !== null && !Array.isArray(value);
    return [name, isBlock ? readFrom(read, value as Block) : `\${${read}}`] as const;
  });
  return Object.fromEntries(entries);
}

/** The same with something for each optional attribute of the subjects that isn't given. */
function withNulls(value: (field: Field) => unknown): (config: Configuration) => object {
  return (config) => {
    for (const [index, subject] of subjects.entries()) {
      const [type = "", name = ""] = addressOf(subject).split(".");
      const fields = definitions[index] ? fieldsOf(definitions[index].inputs) : [];
      const open = fields.flatMap((field) => namesOf(field).map((attribute) => [attribute, value(field)] as const));
      const added = Object.fromEntries(open.filter(([, each]) => each !== undefined));
      config.resource[type] = { ...config.resource[type], [name]: { ...added, ...config.resource[type]?.[name] } };
    }
    return config;
  };
}

function namesOf({ name, meta }: Field): string[] {
  const attribute = snakeCase(name);
  return meta.secret ? [attribute, writeOnlyName(attribute), writeOnlyVersionName(attribute)] : [attribute];
}
