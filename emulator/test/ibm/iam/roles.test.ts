import { rolesOf } from "../../../src/ibm/iam/roles";
import { operations } from "../../../src/ibm/kms/operations";

const roles = rolesOf({ service: "kms" }).service_roles;
const actionsOf = (name: string): readonly string[] =>
  roles.find(({ display_name }) => display_name === name)?.actions ?? [];

it("names in the roles just the actions that the key service asks for, but for what only services may", () => {
  const named = new Set(roles.flatMap(({ actions }) => actions));
  const asked = new Set(operations.map(({ action }) => action));
  expect([...asked].filter((action) => !named.has(action))).toEqual(["kms.registrations.write"]);
  expect([...named].filter((action) => !asked.has(action))).toEqual([]);
});

it("lets each role do what the one before can, and purge only the role for it", () => {
  const [reader = "", ...more] = ["Reader", "ReaderPlus", "Writer", "Manager"];
  for (const [i, name] of more.entries()) {
    expect(actionsOf(name)).toEqual(expect.arrayContaining([...actionsOf([reader, ...more][i] ?? "")]));
  }
  expect(actionsOf(reader)).not.toContain("kms.secrets.read");
  expect(actionsOf("Manager")).not.toContain("kms.secrets.purge");
  expect(actionsOf("KeyPurge")).toEqual(["kms.secrets.purge"]);
});
