import { story } from "../support/story";
import { describeOnOne } from "./engines";
import { head } from "./programs";
import { Stage } from "./stage";

// Two records of one object: the one that a run deletes, or ends in time, may be the one that applications use. Once, an adoption or an
// import beside the deletion of the old record said that applications keep their credential, and the same apply deleted it.

const OLD = "keysmith_client_key.old";
const NEW = "keysmith_client_key.new";

const block = (head: string, ...lines: readonly string[]): string => `${head} {\n  ${lines.join("\n  ")}\n}\n`;
const key = (name: string, ...lines: readonly string[]): string =>
  block(`resource "keysmith_client_key" "${name}"`, "access_point = keysmith_access_point.app.name", ...lines);
const rule = (name: string, ...lines: readonly string[]): string =>
  block(
    `resource "keysmith_network_rule" "${name}"`,
    'name = "office"',
    'source_private_ips = ["10.0.0.0/8"]',
    ...lines,
  );
const imported = (to: string, id: string): string => block("import", `to = ${to}`, `id = "${id}"`);
const forgotten = (from: string): string => block("removed", `from = ${from}`, "lifecycle {\n destroy = false\n}");
const trigger = (text: string): string => `rotation {\n trigger = "${text}"\n}`;

const program = (...bodies: readonly string[]): string =>
  [
    head("plain_secrets = true"),
    block('resource "keysmith_access_point" "app"', 'name = "app"', 'policies = ["orders"]'),
    ...bodies,
  ].join("");

describeOnOne("one object on record twice", "terraform", (engine) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open(engine, () => program());
  });
  afterAll(() => stage?.close());

  const write = (...bodies: readonly string[]): void => stage.write(program(...bodies));
  const idOf = (address: string): string => String(stage.workspace.attributes(address)["client_key_id"]);

  async function expectRefused(because: RegExp): Promise<void> {
    await stage.calls();
    const { exitCode, shown } = await stage.workspace.run(["apply", "-auto-approve"]);
    expect({ exitCode, shown }).toEqual({ exitCode: 1, shown: expect.stringMatching(because) });
    expect(await stage.writes()).toEqual([]);
  }

  story("is refused by the plan", (step) => {
    const ALSO = /this plan also deletes the same|another resource of the program is the same .*, and would lose it/;
    const SAME = /another resource of the program is the same .*: declare it once/;
    const ENDS = /another resource of the program ends the|and another resource of the program is that very one/;
    let made = "";

    step("where one record goes and the object is adopted at another address", async () => {
      write(key("old"), rule("old"));
      await stage.workspace.apply();
      made = idOf(OLD);
      write(key("new", `adopt = "app/${made}"`), rule("old"));
      await expectRefused(ALSO);
      write(key("old"), rule("new", "adopt = true"));
      await expectRefused(ALSO);
    });

    step("where it is imported at the other address", async () => {
      write(key("new"), imported(NEW, `app/${made}`), rule("old"));
      await expectRefused(ALSO);
    });

    step("where both records stay", async () => {
      write(key("old"), key("new", 'label = "new"', `adopt = "app/${made}"`), rule("old"));
      await expectRefused(SAME);
      write(key("old"), key("new", 'label = "new"'), imported(NEW, `app/${made}`), rule("old"));
      await expectRefused(SAME);
    });

    step("where the object is replaced that another resource adopts", async () => {
      write(
        block('resource "keysmith_client_key" "old"', 'access_point = "another"'),
        key("new", 'label = "new"', `adopt = "app/${made}"`),
        rule("old"),
      );
      await expectRefused(ALSO);
    });

    step("but not where the record moves, or one forgets it", async () => {
      write(block("moved", `from = ${OLD}`, `to = ${NEW}`), key("new"), rule("old"));
      expect((await stage.workspace.apply()).done).toEqual({});
      write(forgotten(NEW), key("old", `adopt = "app/${made}"`), rule("old"));
      await stage.workspace.apply();
      expect(idOf(OLD)).toBe(made);
    });

    step("and where one resource ends the key that another one adopts or imports", async () => {
      write(key("old", trigger("now")), rule("old"));
      await stage.workspace.apply();
      expect(idOf(OLD)).not.toBe(made);
      write(key("old", trigger("now")), key("new", 'label = "new"', `adopt = "app/${made}"`), rule("old"));
      await expectRefused(ENDS);
      write(key("old", trigger("now")), key("new", 'label = "new"'), imported(NEW, `app/${made}`), rule("old"));
      await expectRefused(ENDS);
    });

    step("so that all keys that applications have are there", async () => {
      const { ClientKeys } = await stage.emulator.alibaba.call("ListClientKeys", { AapName: "app" });
      expect(JSON.stringify(ClientKeys)).toContain(made);
      expect(JSON.stringify(ClientKeys)).toContain(idOf(OLD));
    });
  });
});
