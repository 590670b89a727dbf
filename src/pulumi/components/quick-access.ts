import type * as pulumi from "@pulumi/pulumi";
import { Access, type AccessArgs, type CredentialArgs } from "./access";

/** What {@link QuickAccess} takes. */
export interface QuickAccessArgs
  extends CredentialArgs,
    Pick<AccessArgs, "kmsInstance" | "description" | "name" | "adopt"> {}

/**
 * Access for one application to all keys and secrets of an instance, from every address: the console's "quick
 * creation". For a first try; `StandardAccess` is for everything else.
 */
export class QuickAccess extends Access {
  constructor(name: string, args: QuickAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("QuickAccess", name, { ...args, ...everything() }, opts);
  }
}

/** What the console covers in its quick creation. */
function everything(): Pick<AccessArgs, "permissions" | "keys" | "secrets"> {
  return { permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"], keys: ["*"], secrets: ["*"] };
}
