import type { EmulatorCredential } from "../../options";
import { forbiddenNoPermission } from "../errors";
import { type Operation, stsApi } from "../operation";

/** Who calls: the account itself, or who it seems to be by what its credential may do. */
export const getCallerIdentity: Operation = {
  name: "GetCallerIdentity",
  api: stsApi,
  kind: "read",
  isFree: true,
  run: ({ caller }) => {
    if (caller.kind === "client-key") throw forbiddenNoPermission("a client key is nobody's identity");
    const { accountId, credential } = caller;
    return { AccountId: accountId, ...identity(accountId, credential) };
  },
};

function identity(accountId: string, { accessKeyId, securityToken, actions }: EmulatorCredential) {
  if (securityToken !== undefined) {
    const arn = `acs:ram::${accountId}:assumed-role/${accessKeyId}/session`;
    return { IdentityType: "AssumedRoleUser", RoleId: accessKeyId, PrincipalId: `${accessKeyId}:session`, Arn: arn };
  }
  const [type, id, name] =
    actions === undefined ? ["Account", accountId, "root"] : ["RAMUser", accessKeyId, `user/${accessKeyId}`];
  return { IdentityType: type, PrincipalId: id, UserId: id, Arn: `acs:ram::${accountId}:${name}` };
}
