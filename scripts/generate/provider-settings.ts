import type { Vendor } from "../../src/core/definition";
import { PROVIDER } from "../../src/terraform/names";
import { providerSchema } from "../../src/terraform/provider-block";
import { propertiesOfSchema } from "./construct-properties";
import { shapeLiteral } from "./construct-shapes";
import { configInterface } from "./construct-types";
import { capitalised } from "./words";

const OWNER = "KeysmithProvider";

const HEADER = `// Made from the definitions by "npm run generate": edit those, not this.
import type { IResolvable } from "cdktf";
import type { Shape } from "./shape";
`;

/** What the provider's configuration may hold: its own, and the settings of all vendors. */
export function providerSettings(vendors: readonly Vendor[]): string {
  const properties = propertiesOfSchema(providerSchema(vendors));
  const groups = properties.filter(({ kind }) => kind === "object");
  return [
    HEADER,
    ...groups.map(({ name, attribute, held }) =>
      configInterface(`${OWNER}${capitalised(name)}`, attribute.description, held),
    ),
    configInterface(`${OWNER}Settings`, "What the provider may be told.", properties, { owner: OWNER }),
    `export const providerShape: Shape = ${shapeLiteral(OWNER, PROVIDER, properties)};\n`,
  ].join("\n");
}
