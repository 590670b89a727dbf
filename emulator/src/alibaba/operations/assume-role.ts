import { z } from "zod";
import { noPermission, stsInvalidParameter } from "../errors";
import { type Operation, type OperationContext, stsApi } from "../operation";
import { checkOidcTrust, checkTrust, isSession, longestOf, nameOf, type Session } from "../roles";

const nameForm = /^[a-zA-Z0-9.@_-]{2,64}$/;
const shortest = 900;

/** A session of a role for a user or another role that it trusts. */
export const assumeRole: Operation = {
  name: "AssumeRole",
  api: stsApi,
  kind: "read",
  run: (context) => {
    const { caller, parameters } = context;
    // The account itself is refused, as at the service.
    const isAccount =
      caller.kind === "access-key" && caller.credential.actions === undefined && !isSession(caller.credential);
    if (caller.kind !== "access-key" || isAccount) throw noPermission("Roles may not be assumed by root accounts.");
    const arn = parameters.required("RoleArn");
    checkTrust(context.roles.find(arn), caller.credential, parameters.optional("ExternalId"));
    return sessionAnswer(issue(context, arn));
  },
};

/** A session of a role for the holder of a token from an identity provider that it trusts. The request is unsigned. */
export const assumeRoleWithOidc: Operation = {
  name: "AssumeRoleWithOIDC",
  api: stsApi,
  kind: "read",
  isUnsigned: true,
  run: (context) => {
    const { parameters } = context;
    const provider = parameters.required("OIDCProviderArn");
    const arn = parameters.required("RoleArn");
    checkOidcTrust(context.roles.find(arn), provider, parameters.required("OIDCToken"));
    return sessionAnswer(issue(context, arn));
  },
};

function issue({ parameters, now, roles }: OperationContext, arn: string): Session {
  const role = roles.find(arn);
  const name = parameters.required("RoleSessionName");
  if (!nameForm.test(name))
    throw stsInvalidParameter("RoleSessionName", "The parameter RoleSessionName is wrongly formed.");
  const seconds = Number(parameters.optional("DurationSeconds") ?? 3600);
  if (!Number.isInteger(seconds) || seconds < shortest || seconds > longestOf(role)) {
    throw stsInvalidParameter("DurationSeconds", `DurationSeconds must be from ${shortest} to the role's maximum.`);
  }
  return roles.issue(role, { name, now, seconds, narrowedTo: narrowedTo(parameters.optional("Policy")) });
}

const policySchema = z.object({
  Statement: z.array(
    z.object({ Effect: z.enum(["Allow", "Deny"]), Action: z.union([z.string(), z.array(z.string())]) }),
  ),
});

/** The actions that a policy allows. Its resources, conditions and denials are ignored. */
function narrowedTo(policy: string | undefined): string[] | undefined {
  if (policy === undefined) return undefined;
  const checked = policySchema.safeParse(parsed(policy));
  if (!checked.success)
    throw stsInvalidParameter("PolicyGrammar", "The parameter Policy has not passed grammar check.");
  return checked.data.Statement.flatMap(({ Effect, Action }) => (Effect === "Allow" ? [Action].flat() : []));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sessionAnswer(session: Session): Record<string, unknown> {
  return {
    Credentials: credentialsOf(session),
    AssumedRoleUser: {
      Arn: `${session.roleArn}/${session.name}`,
      AssumedRoleId: `${nameOf(session.roleArn)}:${session.name}`,
    },
  };
}

/** The form that STS, the instance metadata and a credentials URI share. */
export function credentialsOf({ accessKeyId, accessKeySecret, securityToken, until }: Session): Record<string, string> {
  return {
    AccessKeyId: accessKeyId,
    AccessKeySecret: accessKeySecret,
    SecurityToken: securityToken,
    Expiration: `${until.toISOString().slice(0, 19)}Z`,
  };
}
