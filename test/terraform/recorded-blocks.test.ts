import { definitionOf } from "../../src/catalog";
import { recordedValues } from "../../src/terraform/resource";

const KEY = { name: "payments", key_id: "11111111-1111-4111-8111-111111111111", aliases: [] };

it("takes an empty block of a record for what it is by default", () => {
  const rotation = { every: null, trigger: null, policy_months: null };
  const deletion = { mode: null, force: null };
  expect(recordedValues(definitionOf("RootKey"), { ...KEY, rotation, deletion })).toMatchObject({
    rotation: {},
    deletion: { mode: "delete", force: false },
  });
});

it("keeps what a block says, and makes none where none is recorded", () => {
  const recorded = recordedValues(definitionOf("RootKey"), { ...KEY, rotation: { every: "P90D", trigger: null } });
  expect(recorded["rotation"]).toEqual({ every: "P90D" });
  expect(recorded).not.toHaveProperty("deletion");
});
