import type { Accounts } from "../core/account";
import type { IbmClient } from "./client";
import { accountOf } from "./iam/authorization/ends";
import type { AuthorizationInputs } from "./iam/authorization/fields";
import { accessTo, firstLook } from "./kms/key/access";
import { parseCrn } from "./platform/crn";
import type { Placement } from "./platform/instance";

/** The fields that tell an object's account: a CRN, or the target of an authorization, whose account keeps the policy. */
export interface OfAccount extends Partial<Placement> {
  readonly crn?: string | undefined;
  /** A wrapped data key belongs to the account of its root key. */
  readonly key?: string | undefined;
  readonly appConfig?: string | undefined;
  readonly target?: AuthorizationInputs["target"] | undefined;
}

/** IBM Cloud Private has no accounts, and the GUID of an instance doesn't tell the account. */
export const accounts: Accounts<OfAccount, IbmClient> = {
  recorded({ crn, key, instance, appConfig, target }) {
    const told = [crn, key, instance, appConfig]
      .map((text) => parseCrn(text ?? "")?.account)
      .find((account) => account);
    return told ?? (target && accountOf(target));
  },
  current: async ({ client }, { service }) => (service === "icp" ? undefined : (await client.owner()).account),
  spans: async ({ client }) => (await client.owner()).isPerson,
  // A key service refuses a caller who may not see an instance. If it answers one list in this run, "not found" means gone.
  async reaches(context, { service, instance, instanceId, url, crn, key }) {
    // An instance given beside a key's CRN may be a different one.
    if ((instance ?? crn) === undefined || parseCrn(key ?? "")) return false;
    await firstLook(accessTo(context, { service, instance, instanceId, url }));
    return true;
  },
};
