import * as z from "zod";
import type { Accounts } from "../core/account";
import { CredentialsError, InterruptedError, isKeysmithError } from "../core/errors";
import type { AlibabaClient, AlibabaContext } from "./api/client";
import { look } from "./api/operation";

/** Needs no permission, per the page of GetCallerIdentity of STS. */
const getCallerIdentity = look("GetCallerIdentity", z.object({ AccountId: z.string().min(1) }), "sts");

const ANSWER = "alibaba: account of the credentials";

export interface OfAccount {
  readonly region: string;
  readonly arn?: string | undefined;
  /** For objects of which the service returns no ARN. */
  readonly accountId?: string | undefined;
}

export const accounts: Accounts<OfAccount, AlibabaClient> = {
  recorded: ({ arn, accountId }) => accountIn(arn) ?? accountId,
  async current(context, { region }) {
    return region === undefined ? undefined : callersAccount(context, region);
  },
};

/** The account in `acs:kms:cn-hangzhou:1000000000000001:policy/orders`. */
export function accountIn(arn: string | undefined): string | undefined {
  return /^acs:[^:]*:[^:]*:([^:]+):/.exec(arn ?? "")?.[1];
}

/** An ARN in a reply names the caller's account, so that nobody needs to ask for it any more. */
export function noteAccount({ memo }: AlibabaContext, arn: string | undefined): void {
  const account = accountIn(arn);
  if (account !== undefined) void memo.once(ANSWER, async () => account);
}

/**
 * The account of the credentials; undefined, with a warning, if STS can't be reached or names none. Asked once in a run: only if the STS of
 * one region doesn't tell, that of another region is asked too.
 */
export async function callersAccount(context: AlibabaContext, region: string): Promise<string | undefined> {
  const { memo } = context;
  let own: Promise<string | undefined> | undefined;
  const ask = (): Promise<string | undefined> => {
    own = memo.once(`${ANSWER}, in ${region}`, () => askAccount(context, region));
    return own;
  };
  const told = await memo.once(ANSWER, ask).catch(() => undefined);
  if (told !== undefined) return told;
  memo.forget(ANSWER);
  return own ?? ask();
}

async function askAccount({ client, log }: AlibabaContext, region: string): Promise<string | undefined> {
  try {
    return (await client.call(getCallerIdentity, region, {})).AccountId;
  } catch (error) {
    const isEnd = error instanceof CredentialsError || error instanceof InterruptedError;
    if (isEnd || !isKeysmithError(error)) throw error;
    log.warn(
      `the account of the credentials is not known (${error.problem}): make sure that it is the account that the state was made with`,
    );
    return undefined;
  }
}
