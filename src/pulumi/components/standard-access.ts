import type * as pulumi from "@pulumi/pulumi";
import { Access, type AccessArgs } from "./access";

/** What {@link StandardAccess} takes. */
export type StandardAccessArgs = AccessArgs;

/** Access for one application to chosen keys and secrets, from chosen addresses: the console's "standard creation". */
export class StandardAccess extends Access {
  constructor(name: string, args: StandardAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("StandardAccess", name, args, opts);
  }
}
