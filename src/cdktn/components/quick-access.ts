// Made from src/cdktf/components/quick-access.ts by "npm run generate": edit that, not this.
import type { Construct } from "constructs";
import { Access, type AccessConfig, type CredentialConfig } from "./access";

/** What {@link QuickAccess} takes. */
export interface QuickAccessConfig
  extends CredentialConfig,
    Pick<AccessConfig, "kmsInstance" | "description" | "name" | "adopt" | "provider"> {}

/**
 * Access for one application to all keys and secrets of an instance, from every address: the console's "quick
 * creation". For a first try; `StandardAccess` is for everything else.
 */
export class QuickAccess extends Access {
  constructor(scope: Construct, id: string, config: QuickAccessConfig) {
    super(scope, id, { ...config, ...everything() });
  }
}

/** What the console covers in its quick creation. */
function everything(): Pick<AccessConfig, "permissions" | "keys" | "secrets"> {
  return { permissions: ["CryptoServiceKeyUser", "CryptoServiceSecretUser"], keys: ["*"], secrets: ["*"] };
}
