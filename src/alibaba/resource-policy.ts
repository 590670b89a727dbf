import { InvalidInputError } from "../core/errors";

/** One statement of the policy of a KMS key or secret: who may do what with it. */
export interface KmsPolicyStatement {
  /** A name for people. */
  readonly sid?: string;
  /** `Allow` by default. */
  readonly effect?: "Allow" | "Deny";
  /** RAM users and roles, such as `acs:ram::1000000000000001:role/orders`, or everyone in an account: `acs:ram::1000000000000001:*`. */
  readonly principals: readonly string[];
  /** Such as `kms:Decrypt` or `kms:Describe*`. */
  readonly actions: readonly string[];
  /** By operator and condition key: `{ IpAddress: { "acs:SourceIp": ["203.0.113.0/24"] } }`. */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const PRINCIPAL = /^acs:ram::\d{1,20}:(\*|root|(user|role)\/[^\s]+)$/;
const ACTION = /^kms:[A-Za-z]*\*?$/;
/** Documentation of key policies, "Precautions". */
const MOST_BYTES = 32_768;

/**
 * The text for `policy` of a KmsKey or KmsSecret. The policy belongs to the object, so it names no resource.
 * @throws InvalidInputError for a statement without principals or actions, for one of another form, and for a text over 32,768 bytes
 */
export function kmsPolicy(statements: readonly KmsPolicyStatement[]): string {
  const problems = statements.flatMap(problemsOf);
  if (statements.length === 0) problems.push(refused("statements", "is empty: a policy has at least one"));
  const text = JSON.stringify({ Version: "1", Statement: statements.map(written) });
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_BYTES) problems.push(refused("statements", `come to ${bytes} bytes: at most ${MOST_BYTES} fit`));
  if (problems.length > 0) throw new InvalidInputError("kmsPolicy", problems);
  return text;
}

function written({ sid, effect = "Allow", principals, actions, condition }: KmsPolicyStatement): object {
  return {
    ...(sid !== undefined && { Sid: sid }),
    Effect: effect,
    Principal: { RAM: principals },
    Action: actions,
    Resource: ["*"],
    ...(condition && { Condition: condition }),
  };
}

function problemsOf({ principals, actions }: KmsPolicyStatement, index: number) {
  const wrong = (field: string, texts: readonly string[], form: RegExp, allowed: string) => [
    ...(texts.length === 0 ? [refused(`statements[${index}].${field}`, `is empty: give ${allowed}`)] : []),
    ...texts
      .filter((text) => !form.test(text))
      .map((text) => refused(`statements[${index}].${field}`, `has ${JSON.stringify(text)}: give ${allowed}`)),
  ];
  return [
    ...wrong("principals", principals, PRINCIPAL, "acs:ram::<account>:user/<name>, …:role/<name> or …:*"),
    ...wrong("actions", actions, ACTION, "kms: and an operation, such as kms:Decrypt or kms:Describe*"),
  ];
}

const refused = (field: string, reason: string) => ({ field, reason, secret: false });
