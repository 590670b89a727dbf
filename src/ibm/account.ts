import type { Accounts } from "../core/account";
import type { IbmClient } from "./client";
import { accountOf } from "./iam/authorization/ends";
import type { AuthorizationInputs } from "./iam/authorization/fields";
import { parseCrn } from "./platform/crn";

/** What tells whose an object is: a CRN, or the target of an authorization, whose account has the policy. */
interface OfAccount {
  readonly crn?: string | undefined;
  readonly instance?: string | undefined;
  readonly appConfig?: string | undefined;
  readonly target?: AuthorizationInputs["target"] | undefined;
}

/** IBM Cloud Private has no accounts, and an instance that is told by its GUID alone says none. */
export const accounts: Accounts<OfAccount, IbmClient> = {
  recorded({ crn, instance, appConfig, target }) {
    const told = [crn, instance, appConfig].map((text) => parseCrn(text ?? "")?.account).find((account) => account);
    return told ?? (target && accountOf(target));
  },
  current: async ({ client }) => (await client.owner()).account,
  spans: async ({ client }) => (await client.owner()).isPerson,
};
