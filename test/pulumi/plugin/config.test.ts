import { vendors } from "../../../src/catalog";
import { UNKNOWN_TEXT } from "../../../src/pulumi/wire";
import { secretsIn } from "../provider-support";
import { AskedPlugin, urnOf } from "./asked-plugin";

let plugin: AskedPlugin;
beforeEach(async () => {
  plugin = await AskedPlugin.start();
});
afterEach(() => plugin.stop());

describe("the configuration of a provider", () => {
  it("that is known passes as it is", async () => {
    const news = { region: "north", naming: "x", plugin: "true", version: "1.2.3", toy: '{"speed":"high"}' };
    expect(await plugin.checkConfig(news)).toEqual({ inputs: news, failures: [] });
  });

  it("is refused where a name is misspelt, and the right one is named", async () => {
    const { failures } = await plugin.checkConfig({ regoin: "north", toy: '{"sped":"high"}' });
    expect(failures).toEqual([
      "|regoin is not a setting; did you mean region?",
      "|keysmith:toy.sped is not a setting; did you mean keysmith:toy.speed?",
    ]);
  });

  // A bug: no stack of a project named keysmith could use the plugin, as its own configuration has the same prefix.
  it("may hold what a project of the package's name has for itself", async () => {
    const provider = "pulumi:providers:keysmith";
    const urn = (name: string): string => `urn:pulumi:dev::keysmith::${provider}::${name}`;
    expect((await plugin.checkConfig({ dbSize: "5" }, urn("default_0_1_0"))).failures).toEqual([]);
    expect((await plugin.checkConfig({ dbSize: "5" }, urn("own"))).failures).toHaveLength(1);
  });

  it("has each secret marked, also one that is given by its path", async () => {
    const real = await AskedPlugin.start({ vendors });
    const { inputs } = await real.checkConfig({ "alibaba.secretKey": "s", "alibaba.accessKey": "a" });
    expect(secretsIn(inputs)).toContain("alibaba.secretKey");
    await real.stop();
  });

  // A bug: what a program meant for a second account was made in the environment's.
  it.each([
    ["names credentials that have no value", '{"accessKey":null,"secretKey":null}', "names accessKey, secretKey"],
    ["gives them as empty texts", '{"accessKey":"","secretKey":"s"}', "alibaba.accessKey: is given as an empty text"],
  ])("is refused where it %s", async (_what, alibaba, words) => {
    const real = await AskedPlugin.start({ vendors });
    const { failures } = await real.checkConfig({ region: "eu-de", alibaba });
    expect(failures).toEqual([expect.stringContaining(words)]);
    await real.stop();
  });

  // A bug: a program that passes on what it may not have been given was refused.
  it.each([
    ["names an optional credential that has no value", '{"endpoint":"https://kms.example.com","profile":null}'],
    ["has empty texts beside a credential", '{"accessKey":"a","secretKey":"s","securityToken":""}'],
    ["has empty texts in a role", '{"assumeRole":{"roleArn":"acs:ram::1:role/a","sessionName":"","externalId":""}}'],
    ["has a block in which there is nothing", "{}"],
  ])("may be given where it %s", async (_what, alibaba) => {
    const real = await AskedPlugin.start({ vendors });
    expect((await real.checkConfig({ region: "eu-de", alibaba })).failures).toEqual([]);
    await real.stop();
  });

  it("has its secrets marked, which the engine sends plain", async () => {
    const real = await AskedPlugin.start({ vendors });
    const secrets = vendors.flatMap(({ settings }) => settings).filter(({ secret }) => secret);
    const tops = [...new Set(secrets.map(({ config }) => config.split(".")[0] ?? ""))];
    const news = Object.fromEntries(tops.map((name) => [name, '{"endpoint":"https://kms.example.com"}']));
    const { inputs, failures } = await real.checkConfig({ ...news, region: "eu-de" });
    expect(failures).toEqual([]);
    expect(secretsIn(inputs).sort()).toEqual([...tops].sort());
    await real.stop();
  });

  it("differs where a value does, but for the version of the plugin", async () => {
    expect(
      (await plugin.diffConfig({ region: "north", version: "1" }, { region: "north", version: "2" })).changes,
    ).toBe(1);
    const changed = await plugin.diffConfig({ region: "north" }, { region: "south" });
    expect(changed).toMatchObject({ changes: 2, replaces: [] });
  });

  it("fills in what programs leave out, and what isn't known yet counts as not said", async () => {
    await plugin.configure({ region: "south", toy: '{"room":"cellar"}' });
    expect((await plugin.check(urnOf("Crate"), { name: "a" })).inputs).toMatchObject({ room: "cellar" });
    expect((await plugin.check(urnOf("Shelf"), { name: "a" })).inputs).toMatchObject({ region: "south" });
    await plugin.configure({ region: UNKNOWN_TEXT });
    expect((await plugin.check(urnOf("Shelf"), { name: "a" })).failures.join()).toContain("region: is missing");
  });
});
