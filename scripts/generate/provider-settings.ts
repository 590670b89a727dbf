import type { Vendor } from "../../src/core/definition";
import { capitalised } from "../../src/core/words";
import { PROVIDER } from "../../src/terraform/names";
import { providerSchema } from "../../src/terraform/provider-block";
import { type ConstructProperty, propertiesOfSchema } from "./construct-properties";
import { shapeLiteral } from "./construct-shapes";
import { configInterface, docOf } from "./construct-types";

const OWNER = "KeysmithProvider";

const HEADER = `import type { IResolvable } from "cdktf";
import type { Shape } from "../shape";
`;

/** The attributes of the provider's configuration: its own, and the settings of all vendors. */
export function providerSettings(vendors: readonly Vendor[]): string {
  const properties = propertiesOfSchema(providerSchema(vendors)).map(forConstructs);
  return [
    HEADER,
    ...groupInterfaces(OWNER, properties),
    configInterface(`${OWNER}Settings`, "What the provider may be told.", properties, { owner: OWNER }),
    `export const providerShape: Shape = ${shapeLiteral(OWNER, PROVIDER, properties)};\n`,
  ].join("\n");
}

/** The interfaces of nested objects come before the object's own. */
function groupInterfaces(owner: string, properties: readonly ConstructProperty[]): string[] {
  const groups = properties.filter(({ kind }) => kind === "object");
  return groups.flatMap((group) => {
    const name = `${owner}${capitalised(group.name)}`;
    return [...groupInterfaces(name, group.held), configInterface(name, docOf(group), group.held)];
  });
}

/** Constructs know their stack's name. */
function forConstructs(property: ConstructProperty): ConstructProperty {
  if (property.name !== "stack") return property;
  const description =
    "What the stack is called, 1 to 80 characters: the labels of constructs begin with it. Expressions such as `terraform.workspace` may stand in it. Two states of one program in one account, such as dev and prod with backends of their own, need different ones.";
  const notes = ["Default: the stack's id, and the workspace where that isn't the default one."];
  return { ...property, attribute: { ...property.attribute, description }, notes };
}
