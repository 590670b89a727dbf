import type { Accounts } from "../core/account";
import type { IbmClient } from "./client";
import { accountOf } from "./iam/authorization/ends";
import type { AuthorizationInputs } from "./iam/authorization/fields";
import { accessTo, firstLook } from "./kms/key/access";
import { parseCrn } from "./platform/crn";
import type { Placement } from "./platform/instance";

/** What tells whose an object is: a CRN, or the target of an authorization, whose account has the policy. */
export interface OfAccount extends Partial<Placement> {
  readonly crn?: string | undefined;
  /** What is wrapped with a key is of the key's account. */
  readonly key?: string | undefined;
  readonly appConfig?: string | undefined;
  readonly target?: AuthorizationInputs["target"] | undefined;
}

/** IBM Cloud Private has no accounts, and an instance that is told by its GUID alone says none. */
export const accounts: Accounts<OfAccount, IbmClient> = {
  recorded({ crn, key, instance, appConfig, target }) {
    const told = [crn, key, instance, appConfig]
      .map((text) => parseCrn(text ?? "")?.account)
      .find((account) => account);
    return told ?? (target && accountOf(target));
  },
  current: async ({ client }, { service }) => (service === "icp" ? undefined : (await client.owner()).account),
  spans: async ({ client }) => (await client.owner()).isPerson,
  // A key service refuses whom it doesn't let see an instance: what answers a list once in a run says the truth of what is gone.
  async reaches(context, { service, instance, instanceId, url, crn, key }) {
    // The instance beside a key's CRN may be another one.
    if ((instance ?? crn) === undefined || parseCrn(key ?? "")) return false;
    await firstLook(accessTo(context, { service, instance, instanceId, url }));
    return true;
  },
};
