import type { EmulatorCredential } from "../../options";
import { forbiddenNoPermission } from "../errors";
import { type Operation, stsApi } from "../operation";
import { isSession, nameOf } from "../roles";

/** The caller: the account itself, or the identity that its credential's permissions suggest. */
export const getCallerIdentity: Operation = {
  name: "GetCallerIdentity",
  api: stsApi,
  kind: "read",
  isFree: true,
  run: ({ caller }) => {
    if (caller.kind !== "access-key") throw forbiddenNoPermission("a client key is nobody's identity");
    const { accountId, credential } = caller;
    return { AccountId: accountId, ...identity(accountId, credential) };
  },
};

function identity(accountId: string, credential: EmulatorCredential) {
  const { accessKeyId, securityToken, actions } = credential;
  if (securityToken !== undefined) {
    const [role, session] = isSession(credential)
      ? [nameOf(credential.roleArn), credential.name]
      : [accessKeyId, "session"];
    const arn = `acs:ram::${accountId}:assumed-role/${role}/${session}`;
    return { IdentityType: "AssumedRoleUser", RoleId: role, PrincipalId: `${role}:${session}`, Arn: arn };
  }
  const [type, id, name] =
    actions === undefined ? ["Account", accountId, "root"] : ["RAMUser", accessKeyId, `user/${accessKeyId}`];
  return { IdentityType: type, PrincipalId: id, UserId: id, Arn: `acs:ram::${accountId}:${name}` };
}
