// Made from src/cdktf/components/standard-access.ts by "npm run generate": edit that, not this.
import type { Construct } from "constructs";
import { Access, type AccessConfig } from "./access";

/** What {@link StandardAccess} takes. */
export type StandardAccessConfig = AccessConfig;

/** Access for one application to chosen keys and secrets, from chosen addresses: the console's "standard creation". */
export class StandardAccess extends Access {
  constructor(scope: Construct, id: string, config: StandardAccessConfig) {
    super(scope, id, config);
  }
}
