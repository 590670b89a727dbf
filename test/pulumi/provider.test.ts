import { NONCE } from "../../src/core/nonce";
import { NONCE_INPUT, secretToWire, UNKNOWN_TEXT } from "../../src/pulumi/wire";
import { configOf, startToy } from "../toy/harness";
import { shelf } from "../toy/shelf";
import { token } from "../toy/token";

import { PROVIDER, recorded, secretsIn, shelfInputs, tokenInputs } from "./provider-support";

describe("check", () => {
  it("fills in defaults and settings: the configuration's before the environment's", async () => {
    const { provider } = startToy(shelf, { env: { TOY_REGION: "south" } });
    const news = { ...PROVIDER, name: "orders" };
    expect(await provider.check({}, news)).toMatchObject({ inputs: { region: "south", colour: "red" }, failures: [] });
    await provider.configure(configOf({ "keysmith:region": "north", "other:region": "west" }));
    expect(await provider.check({}, news)).toMatchObject({ inputs: { region: "north" } });
    expect(await provider.check({}, { ...news, region: "east" })).toMatchObject({ inputs: { region: "east" } });
  });

  it("has the configuration even for a call that does not wait for configure", async () => {
    const { provider } = startToy(shelf);
    const [, checked] = await Promise.all([
      provider.configure(configOf({ "keysmith:region": "north" })),
      provider.check({}, { name: "orders" }),
    ]);
    expect(checked.inputs).toMatchObject({ region: "north" });
  });

  it("says how to give a setting that nobody gave", async () => {
    const { provider } = startToy(shelf);
    const { failures } = await provider.check({}, { name: "orders" });
    expect(failures).toEqual([
      { property: "", reason: expect.stringMatching(/^region: .*keysmith:region.*TOY_REGION/) },
    ]);
  });

  // A bug: a misspelt endpoint or key in an object was as good as none.
  it("refuses a misspelt name in an object of the configuration, whatever resource asks first", async () => {
    const { provider } = startToy(shelf, { env: { TOY_REGION: "south" } });
    await provider.configure(configOf({ "keysmith:toy": JSON.stringify({ sped: "fast", room: "attic" }) }));
    expect((await provider.check({}, { name: "orders" })).failures).toEqual([
      { property: "", reason: "keysmith:toy.sped is not a setting; did you mean keysmith:toy.speed?" },
    ]);
  });

  // Terraform and OpenTofu had it so before: what a left-out field is, is one question.
  it("keeps what a setting said that says nothing any more", async () => {
    const { provider } = startToy(shelf);
    const news = { ...PROVIDER, name: "orders" };
    expect(await provider.check({ ...news, region: "north" }, news)).toMatchObject({
      inputs: { region: "north" },
      failures: [],
    });
  });

  it("names the field in the reason and no property, as the engine prints the value of one", async () => {
    const { provider } = startToy(token, { env: { TOY_REGION: "north" } });
    const news = { ...tokenInputs, pin: "12", shelv: "orders", limits: { days: -1 } };
    const { failures = [] } = await provider.check({}, news);
    expect(failures.map(({ property }) => property)).toEqual(["", "", ""]);
    expect(failures.map(({ reason }) => reason).sort()).toEqual([
      "limits.days: -1 is no number of days",
      expect.stringMatching(/^pin: .*at least 4/),
      expect.stringMatching(/^shelv: is not a field; did you mean shelf\?/),
    ]);
  });

  it("keeps unknown values", async () => {
    const { provider } = startToy(token);
    const news = { ...tokenInputs, ...PROVIDER, friends: ["a", UNKNOWN_TEXT], limits: UNKNOWN_TEXT };
    const { inputs, failures } = await provider.check({}, news);
    expect(failures).toEqual([]);
    const nonce = expect.stringMatching(new RegExp(`^${NONCE}$`));
    expect(inputs).toEqual({
      ...tokenInputs,
      friends: ["a", UNKNOWN_TEXT],
      limits: UNKNOWN_TEXT,
      [NONCE_INPUT]: nonce,
    });
  });

  // A bug: the state had the secret that a transform gave in clear, as the constructor had marked only the program's.
  it("marks secrets, known or not, however they came", async () => {
    const { provider } = startToy(token);
    for (const pin of ["1234", UNKNOWN_TEXT]) {
      const { inputs } = await provider.check({}, { ...tokenInputs, ...PROVIDER, pin });
      expect(inputs).toMatchObject({ pin: secretToWire(pin) });
      expect(secretsIn(inputs)).toEqual(["pin"]);
    }
  });

  it("gives advice, once", async () => {
    const { provider, lines } = startToy(token);
    const news = { ...tokenInputs, limits: { days: 3 } };
    await provider.check({}, news);
    await provider.check(news, news);
    expect(lines.filter((line) => line.includes("Token"))).toEqual(['Token "p/s/t": 3 days are few']);
  });
});

describe("diff", () => {
  const state = { ...shelfInputs, address: "north/orders", ...PROVIDER };

  it("finds nothing where nothing changed, whatever the provider's text", async () => {
    const { provider } = startToy(shelf);
    const news = { ...shelfInputs, __provider: "another" };
    expect(await provider.diff("orders", state, news)).toEqual({
      changes: false,
      replaces: [],
      deleteBeforeReplace: false,
      details: {},
    });
  });

  it("says why it updates, in one line and once in a process", async () => {
    const { provider, lines } = startToy(shelf);
    const news = { ...shelfInputs, colour: "green" };
    await provider.check(shelfInputs, news);
    for (let run = 0; run < 2; run++) {
      expect(await provider.diff("orders", state, news)).toMatchObject({ changes: true, replaces: [] });
    }
    expect(lines.filter((line) => line.includes("Shelf"))).toEqual([
      'Shelf "orders" changes in place: colour changes from "red" to "green"',
    ]);
  });

  it("replaces for an immutable field, deleting first where the name stays", async () => {
    const { provider, lines } = startToy(shelf);
    const news = { ...shelfInputs, name: "billing" };
    await provider.check(shelfInputs, news);
    const renamed = await provider.diff("orders", state, news);
    expect(renamed).toMatchObject({ changes: true, replaces: ["name"], deleteBeforeReplace: false });
    expect(lines.join()).toContain("tokens on the shelf fall off");
  });

  it("never replaces for a value that isn't known, and says that it may change", async () => {
    const { provider, lines } = startToy(shelf);
    const news = { ...shelfInputs, colour: UNKNOWN_TEXT, name: UNKNOWN_TEXT };
    await provider.check(shelfInputs, news);
    expect(await provider.diff("orders", state, news)).toMatchObject({ changes: true, replaces: [] });
    expect(lines.join()).toMatch(/Shelf "orders" may change in place: .*colour is not known yet/);
    await provider.diff("orders", { ...state, tags: ["old"] }, { ...news, tags: ["new"] });
    expect(lines.join()).toMatch(/Shelf "orders" changes in place: .*colour is not known yet/);
  });

  // A bug: what a refresh had found was told as the program's change, and a dependent of a replacement as one that changes.
  it.each([
    ["what a refresh compares", { ...state, colour: "green" }, { ...shelfInputs }],
    ["what would become of a dependent, if a value were another", state, { ...shelfInputs, name: UNKNOWN_TEXT }],
  ])("says nothing of %s, also after a check of another resource", async (_what, olds, news) => {
    const { provider, lines } = startToy(shelf);
    await provider.check({}, { ...shelfInputs, name: "another" });
    expect(await provider.diff("orders", olds, news)).toMatchObject({ changes: true });
    expect(lines.filter((line) => line.includes("Shelf"))).toEqual([]);
  });

  it("finds what time asks for though no input changed", async () => {
    const made = await startToy(token).provider.create({ ...tokenInputs, ...PROVIDER });
    const later = startToy(token, { env: { KEYSMITH_AS_OF: "2026-01-11T00:00:00Z" } });
    await later.provider.check(tokenInputs, tokenInputs);
    expect(await later.provider.diff("p/s/t", recorded(made.outs), tokenInputs)).toMatchObject({ changes: true });
    expect(later.lines).toContain('Token "p/s/t" changes in place: due since 2026-01-11T00:00:00Z');
  });

  it("takes an input that is an output too for what it was made to be", async () => {
    const { provider } = startToy(token);
    const made = await provider.create({ ...tokenInputs, ...PROVIDER });
    expect(await provider.diff("p/s/t", recorded(made.outs), tokenInputs)).toMatchObject({ changes: false });
    expect(await provider.diff("p/s/t", recorded(made.outs), { ...tokenInputs, pin: "9999" })).toMatchObject({
      changes: true,
    });
  });

  it("is the same for a refresh, which compares the fresh state with the recorded inputs", async () => {
    const { provider, service } = startToy(shelf);
    const { outs } = await provider.create({ ...shelfInputs, ...PROVIDER });
    service.objects.set("shelf/orders", { colour: "green", tags: undefined });
    const { props = {} } = await provider.read("orders", recorded(outs));
    expect(await provider.diff("orders", props, shelfInputs)).toMatchObject({ changes: true, replaces: [] });
  });

  it("shows no secret", async () => {
    const { provider, lines } = startToy(token);
    const made = await provider.create({ ...tokenInputs, ...PROVIDER, pin: "4321" });
    const news = { ...tokenInputs, pin: "9876" };
    await provider.check(tokenInputs, news);
    await provider.diff("p/s/t", recorded(made.outs), news);
    expect(lines.join()).toContain("pin changes");
    expect(lines.join()).not.toMatch(/4321|9876/);
  });

  it("asks no service", async () => {
    const { provider, service } = startToy(shelf);
    service.failure = new Error("asked");
    await provider.diff("orders", state, { ...shelfInputs, colour: "green" });
    await provider.check({}, shelfInputs);
    expect(service.calls).toEqual([]);
  });
});
