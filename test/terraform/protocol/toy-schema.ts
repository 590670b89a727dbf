import type { ProviderSchema, SchemaAttribute } from "../../../src/terraform/protocol/schema";

const text = (name: string, how: Partial<SchemaAttribute> = { optional: true }): SchemaAttribute => ({
  name,
  type: "string",
  description: `The ${name}.`,
  ...how,
});

/** Attributes of every kind that the protocol's types can say. */
export const THING: readonly SchemaAttribute[] = [
  text("name", { required: true }),
  text("note"),
  { name: "size", type: "number", optional: true, description: "How large." },
  { name: "open", type: "bool", optional: true, description: "Whether open." },
  { name: "tags", type: ["list", "string"], optional: true, description: "In order." },
  { name: "ports", type: ["set", "number"], optional: true, description: "In no order." },
  { name: "labels", type: ["map", "string"], optional: true, description: "By name." },
  { name: "place", type: ["object", { row: "number", col: "string" }], optional: true, description: "Where." },
  {
    name: "limits",
    nesting: "single",
    optional: true,
    description: "How much.",
    attributes: [text("unit"), { name: "most", type: "number", optional: true, description: "At most." }],
  },
  {
    name: "rules",
    nesting: "list",
    optional: true,
    description: "In order.",
    attributes: [text("source", { required: true }), text("why")],
  },
  { name: "seats", nesting: "set", optional: true, description: "In no order.", attributes: [text("row")] },
  text("password_wo", { optional: true, sensitive: true, writeOnly: true }),
  text("id", { computed: true }),
  { name: "made", type: "number", computed: true, description: "How many times it was changed." },
];

export const TOY_SCHEMA: ProviderSchema = {
  provider: { version: 0, description: "A toy.", attributes: [text("region")] },
  resources: { toy_thing: { version: 1, description: "A thing.", attributes: THING } },
  identities: { toy_thing: { version: 0, attributes: [{ name: "name", description: "Its name.", required: true }] } },
  lists: { toy_thing: { version: 0, description: "Things.", attributes: [text("prefix")] } },
  dataSources: {
    toy_fact: {
      version: 0,
      description: "A fact.",
      attributes: [text("about", { required: true }), text("answer", { computed: true })],
    },
  },
  ephemeralResources: {
    toy_word: {
      version: 0,
      description: "A word.",
      attributes: [text("about", { required: true }), text("value", { computed: true, sensitive: true })],
    },
  },
  actions: {
    toy_greet: { version: 0, description: "Greets.", attributes: [text("whom", { required: true })] },
  },
  functions: {
    repeat: {
      summary: "Repeats",
      description: "Repeats a text.",
      parameters: [
        { name: "text", type: "string", description: "What." },
        { name: "times", type: "number", description: "How often." },
      ],
      returns: ["list", "string"],
    },
  },
};
