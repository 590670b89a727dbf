import { status } from "@grpc/grpc-js";
import type { Attributes } from "../../../src/terraform/protocol/provider";
import { answered, dynamic, type Message } from "./grpc-client";
import { clientOf, closeAll, thing } from "./toy-client";

afterEach(closeAll);

const fine = { diagnostics: [] };

describe("the schema", () => {
  it("says everything that the provider says, and what the server can do", async () => {
    const client = await clientOf();
    const answer = await client.provider("GetProviderSchema");
    expect(answer.server_capabilities).toEqual({
      plan_destroy: true,
      get_provider_schema_optional: true,
      move_resource_state: true,
      generate_resource_config: true,
    });
    const { toy_thing } = answer.resource_schemas as Record<string, { version: number; block: Message }>;
    expect(toy_thing).toMatchObject({ version: 1, block: { version: 1, description: "A thing." } });
    const attributes = toy_thing?.block.attributes as Message[];
    const named = (name: string) => attributes.find((each) => each.name === name);
    const typeOf = (name: string) => JSON.parse(String(named(name)?.type));
    expect(typeOf("name")).toBe("string");
    expect(typeOf("ports")).toEqual(["set", "number"]);
    expect(typeOf("place")).toEqual(["object", { row: "number", col: "string" }]);
    expect(named("name")).toMatchObject({ required: true, optional: false, computed: false, nested_type: null });
    expect(named("id")).toMatchObject({ computed: true, description_kind: "MARKDOWN" });
    expect(named("password_wo")).toMatchObject({ write_only: true, sensitive: true });
    expect(named("limits")).toMatchObject({ nested_type: { nesting: "SINGLE", attributes: [{ name: "unit" }, {}] } });
    expect(named("rules")).toMatchObject({ nested_type: { nesting: "LIST" } });
    expect(named("seats")).toMatchObject({ nested_type: { nesting: "SET" } });
    expect(answer.functions).toMatchObject({
      repeat: { parameters: [{ name: "text" }, { name: "times" }], summary: "Repeats" },
    });
    expect(Object.keys(answer.ephemeral_resource_schemas as object)).toEqual(["toy_word"]);
    expect(Object.keys(answer.data_source_schemas as object)).toEqual(["toy_fact"]);
  });

  it("has functions that can be asked for alone", async () => {
    const client = await clientOf();
    expect((await client.provider("GetFunctions")).functions).toHaveProperty("repeat");
  });
});

describe("calls", () => {
  it("hand every part of a plan to the provider and back", async () => {
    let asked: unknown;
    const client = await clientOf({
      planChange: async (request) => {
        asked = request;
        return {
          planned: request.proposed,
          requiresReplace: [["name"], ["rules", 0, "source"]],
          private: Uint8Array.of(1, 2),
          diagnostics: [{ severity: "warning", summary: "S", detail: "D", attribute: ["limits", "unit"] }],
        };
      },
    });
    const answer = await client.provider("PlanResourceChange", {
      type_name: "toy_thing",
      prior_state: dynamic(null),
      proposed_new_state: dynamic(thing({ tags: [] })),
      config: dynamic(thing({ tags: [], password_wo: "pw" })),
      prior_private: Uint8Array.of(7, 0, 255),
      client_capabilities: { write_only_attributes_allowed: true },
    });
    expect(asked).toEqual({
      type: "toy_thing",
      prior: null,
      proposed: thing({ tags: [] }),
      config: thing({ tags: [], password_wo: "pw" }),
      private: Uint8Array.of(7, 0, 255),
      capabilities: { writeOnly: true },
      identity: null,
    });
    expect(answered(answer.planned_state)).toEqual(thing({ tags: [] }));
    expect([...(answer.planned_private as Buffer)]).toEqual([1, 2]);
    const step = (name: string) => ({ attribute_name: name, selector: "attribute_name" });
    const place = { element_key_int: 0, selector: "element_key_int" };
    expect(answer.requires_replace).toEqual([
      { steps: [step("name")] },
      { steps: [step("rules"), place, step("source")] },
    ]);
    const member = { element_key_string: "unit", selector: "element_key_string" };
    const attribute = { steps: [step("limits"), member] };
    expect(answer.diagnostics).toEqual([{ severity: "WARNING", summary: "S", detail: "D", attribute }]);
  });

  it("read, apply, upgrade, import and move objects", async () => {
    const client = await clientOf();
    const state = thing({ id: "thing/a", made: 3 });
    const read = await client.provider("ReadResource", {
      type_name: "toy_thing",
      current_state: dynamic(state),
      private: Uint8Array.of(5),
    });
    expect([answered(read.new_state), ...(read.private as Buffer)]).toEqual([state, 5]);
    const applied = await client.provider("ApplyResourceChange", {
      type_name: "toy_thing",
      prior_state: dynamic(state),
      planned_state: dynamic(thing({ id: "thing/a", note: "n" })),
    });
    expect(answered(applied.new_state)).toEqual(thing({ id: "thing/a", note: "n", made: 4 }));
    const upgraded = await client.provider("UpgradeResourceState", {
      type_name: "toy_thing",
      version: 1,
      raw_state: { json: Buffer.from(JSON.stringify(state)) },
    });
    expect(answered(upgraded.upgraded_state)).toEqual(state);
    const imported = await client.provider("ImportResourceState", { type_name: "toy_thing", id: "a" });
    const [first] = imported.imported_resources as Message[];
    expect(first?.type_name).toBe("toy_thing");
    expect(answered(first?.state)).toEqual(thing({ id: "thing/a", made: 1 }));
    const moved = await client.provider("MoveResourceState", {
      source_provider_address: "example.com/other/thing",
      source_type_name: "other_thing",
      source_schema_version: 4,
      source_state: { json: Buffer.from('{"name":"b"}') },
      target_type_name: "toy_thing",
    });
    expect(answered(moved.target_state)).toEqual(thing({ name: "b" }));
  });

  it("carry identities beside objects, and none where there is none", async () => {
    const client = await clientOf({
      planChange: async ({ prior, identity }) => ({ planned: prior, identity, ...fine }),
    });
    const { identity_schemas: schemas } = await client.provider("GetResourceIdentitySchemas");
    const name = { name: "name", description: "Its name.", required_for_import: true, optional_for_import: false };
    expect(schemas).toMatchObject({ toy_thing: { identity_attributes: [name] } });
    const identity = { identity_data: dynamic({ name: "a" }) };
    const asked = { type_name: "toy_thing", current_state: dynamic(thing({})), current_identity: identity };
    const identityIn = (data: unknown): unknown => answered((data as Message).identity_data);
    expect(identityIn((await client.provider("ReadResource", asked)).new_identity)).toEqual({ name: "a" });
    const planned = { type_name: "toy_thing", prior_state: dynamic(thing({})), prior_identity: identity };
    expect(identityIn((await client.provider("PlanResourceChange", planned)).planned_identity)).toEqual({ name: "a" });
    const upgraded = await client.provider("UpgradeResourceIdentity", {
      type_name: "toy_thing",
      raw_identity: { json: Buffer.from('{"name":"b"}') },
    });
    expect(identityIn(upgraded.upgraded_identity)).toEqual({ name: "b" });
    const none = await client.provider("ReadResource", { type_name: "toy_thing", current_state: dynamic(thing({})) });
    expect(none.new_identity).toBeNull();
  });

  it("list objects one by one, with what they are only where that is asked for, and write a configuration", async () => {
    const client = await clientOf();
    const asked = { type_name: "toy_thing", config: dynamic({ prefix: "x-" }) };
    const eventsOf = async (request: Message): Promise<Message[]> => {
      const events: Message[] = [];
      for await (const event of client.stream("tfplugin6.Provider", "ListResource", request)) events.push(event);
      return events;
    };
    const [first, ...others] = await eventsOf({ ...asked, limit: "100" });
    expect([first?.display_name, first?.resource_object ?? null, others.length]).toEqual(["x-a", null, 2]);
    const { identity_data: data } = (first?.identity ?? {}) as Message;
    expect(answered(data)).toEqual({ name: "x-a" });
    const [whole] = await eventsOf({ ...asked, include_resource_object: true });
    expect(answered(whole?.resource_object)).toEqual(thing({ name: "x-a" }));
    const [refused] = await eventsOf({ ...asked, type_name: "toy_other" });
    expect(refused?.diagnostic).toMatchObject([{ severity: "ERROR" }]);
    expect(await client.provider("ValidateListResourceConfig", asked)).toEqual({ diagnostics: [] });
    const state = dynamic(thing({ name: "a", id: "thing/a" }));
    const { config } = await client.provider("GenerateResourceConfig", { type_name: "toy_thing", state });
    expect(answered(config)).toEqual(thing({ name: "a", id: null }));
  });

  it("read data, open ephemeral values and run functions", async () => {
    const client = await clientOf();
    const read = await client.provider("ReadDataSource", {
      type_name: "toy_fact",
      config: dynamic({ about: "x", answer: null }),
    });
    expect(answered(read.state)).toEqual({ about: "x", answer: "all about x" });
    const opened = await client.provider("OpenEphemeralResource", {
      type_name: "toy_word",
      config: dynamic({ about: "y", value: null }),
    });
    expect(answered(opened.result)).toEqual({ about: "y", value: "word of y" });
    expect(opened.renew_at).toBeUndefined();
    const held = { type_name: "toy_word", private: Uint8Array.of(1) };
    const renewed = await client.provider("RenewEphemeralResource", held);
    expect([renewed.diagnostics, renewed.renew_at]).toEqual([[], undefined]);
    expect(await client.provider("CloseEphemeralResource", held)).toEqual({ diagnostics: [] });
    const called = await client.provider("CallFunction", {
      name: "repeat",
      arguments: [dynamic("ab"), dynamic("2")],
    });
    expect(answered(called.result)).toEqual(["ab", "ab"]);
  });

  it("can be many at once, and each gets its own answer", async () => {
    const client = await clientOf();
    const names = Array.from({ length: 300 }, (_, index) => `n${index}`);
    const answers = await Promise.all(
      names.map((id) => client.provider("ImportResourceState", { type_name: "toy_thing", id })),
    );
    const read = answers.map(({ imported_resources }) => {
      const [first] = imported_resources as Message[];
      return (answered(first?.state) as Attributes).name;
    });
    expect(read).toEqual(names);
  });

  it("take and give messages of 20 MB, several at once", async () => {
    const client = await clientOf();
    const note = "é".repeat(10 * 1024 * 1024);
    const answers = await Promise.all(
      [1, 2, 3].map((made) =>
        client.provider("ReadResource", { type_name: "toy_thing", current_state: dynamic(thing({ note, made })) }),
      ),
    );
    for (const [index, { new_state }] of answers.entries()) {
      const state = answered(new_state) as Attributes;
      expect([state.made, state.note === note]).toEqual([index + 1, true]);
    }
  }, 60_000);

  it("go on when their caller has given up", async () => {
    let ended = 0;
    let begun = () => {};
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let finish = () => {};
    const client = await clientOf({
      stop: async () => {
        begun();
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        ended += 1;
      },
    });
    await expect(client.call("tfplugin6.Provider", "StopProvider", {}, started)).rejects.toMatchObject({
      code: status.CANCELLED,
    });
    finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(1);
    expect(await client.provider("GetFunctions")).toHaveProperty("functions");
  });
});
