import { mapReferences } from "../../scripts/direct/program";
import { vendors } from "../../src/catalog";
import { Run } from "../../src/core/run";
import { providersOf } from "../../src/pulumi/provider";
import { definitions, sample } from "../lifecycle/samples";
import { misspeltInputs } from "../support/misspelt";
import { ASLEEP } from "../toy/harness";

// A bug, on other engines: `rotation: { evry: "P90D" }` was taken for a key that never rotates.
const byKind = definitions.map((definition) => {
  const good = mapReferences(sample(definition), ({ $name }) => $name) as Record<string, unknown>;
  return [definition.name, misspeltInputs(definition, good)] as const;
});
it("Every object of every kind is tried", () => {
  const objects = byKind.flatMap(([name, misspelt]) => misspelt.map(({ object }) => `${name}.${object}`));
  expect(objects).toEqual(
    expect.arrayContaining([
      "ClientKey.rotation",
      "RootKey.deletion",
      "RootKey.rotation",
      "ServiceAuthorization.source",
      "ServiceAuthorization.target",
    ]),
  );
});

it.each(byKind)(
  "A misspelt name in an object of a %s is refused in a check, with the right one",
  async (type, misspelt) => {
    for (const { object, path, inputs } of misspelt) {
      const provider = providersOf(vendors, new Run({ env: ASLEEP, log: { warn: () => {} } }))[type];
      const { failures = [] } = (await provider?.check({}, { ...inputs })) ?? {};
      const right = path.slice(`${object}.`.length, -1);
      expect(failures.map(({ reason }) => reason)).toContainEqual(
        expect.stringContaining(`${path}: is not a field; did you mean ${right}?`),
      );
    }
  },
);
