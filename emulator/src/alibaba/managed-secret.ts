import { randomBytes } from "node:crypto";
import { z } from "zod";
import { invalidParameter } from "./errors";
import type { OperationContext } from "./operation";
import type { Parameters } from "./parameters";
import type { Secret } from "./secret";
import { formatKmsTime } from "./time";

// Required parameters, given values and shown values of each managed type: documentation of CreateSecret and GetSecretValue
// in the vendor's client for Go (github.com/alibabacloud-go/kms-20160120).

type ManagedType = Exclude<Secret["type"], "Generic">;

const text = z.string().min(1);
const customData = z.record(z.string(), z.unknown()).default({});

const configs: Record<ManagedType, z.ZodType<{ SecretSubType: string }>> = {
  Rds: z.object({ SecretSubType: z.enum(["SingleUser", "DoubleUsers"]), DBInstanceId: text, CustomData: customData }),
  RAMCredentials: z.object({ SecretSubType: z.literal("RamUserAccessKey"), UserName: text, CustomData: customData }),
  ECS: z.object({
    SecretSubType: z.enum(["Password", "SSHKey"]),
    RegionId: text,
    InstanceId: text,
    CustomData: customData,
  }),
};

const accounts = z.object({
  Accounts: z.array(z.object({ AccountName: text, AccountPassword: text })).min(1),
});
const accessKeys = z.object({
  AccessKeys: z.array(z.object({ AccessKeyId: text, AccessKeySecret: text })).min(1),
});
const login = z.union([
  z.object({ UserName: text, Password: text }),
  z.object({ UserName: text, PublicKey: text, PrivateKey: text }),
]);

/** ExtendedConfig as compact JSON. @throws KmsError MissingParameter, InvalidParameter */
export function readExtendedConfig(parameters: Parameters, type: ManagedType): string {
  const rule = `it must be JSON with what secrets of type ${type} need`;
  return JSON.stringify(parameters.json("ExtendedConfig", configs[type], rule));
}

/** SecretName of a new secret. @throws KmsError MissingParameter, InvalidParameter */
export function readNewName(parameters: Parameters, type: Secret["type"], extendedConfig: string): string {
  const name = parameters.required("SecretName");
  if (type === "RAMCredentials") {
    if (name !== "$Auto") throw invalidParameter("SecretName", "it must be $Auto for secrets of type RAMCredentials");
    return `acs/ram/user/${(JSON.parse(extendedConfig) as { UserName: string }).UserName}`;
  }
  if (!/^[\w/+=.@-]{1,64}$/.test(name)) {
    throw invalidParameter("SecretName", "it must be 1 to 64 letters, digits, _, /, +, =, ., - and @");
  }
  if (name.startsWith("acs/ecs/") !== (type === "ECS") || (name.startsWith("acs/") && type !== "ECS")) {
    throw invalidParameter("SecretName", "names of type ECS, and no others, begin with acs/ecs/");
  }
  return name;
}

/** The value that a managed secret shows, derived from the given one. @throws KmsError InvalidParameter */
export function shownValue({ parameters, now }: OperationContext, type: ManagedType): string {
  const rule = `it must be JSON with what secrets of type ${type} consist of`;
  if (type === "Rds") return JSON.stringify(parameters.json("SecretData", accounts, rule).Accounts[0]);
  if (type === "ECS") return JSON.stringify(parameters.json("SecretData", login, rule));
  const [first] = parameters.json("SecretData", accessKeys, rule).AccessKeys;
  return JSON.stringify({ ...first, GenerateTimestamp: formatKmsTime(now) });
}

/** The value after a rotation: the same account or user with a new password or key. */
export function rotatedValue({ now, newKey }: OperationContext, type: ManagedType, before: string): string {
  const value = JSON.parse(before) as Record<string, string>;
  if (type === "Rds") return JSON.stringify({ ...value, AccountPassword: newPassword() });
  if (type === "RAMCredentials") {
    const id = `LTAI${randomBytes(10).toString("hex")}`;
    const fresh = { AccessKeyId: id, AccessKeySecret: newPassword(), GenerateTimestamp: formatKmsTime(now) };
    return JSON.stringify({ ...value, ...fresh });
  }
  if ("Password" in value) return JSON.stringify({ ...value, Password: newPassword() });
  const key = newKey();
  return JSON.stringify({ ...value, PrivateKey: key.export({ type: "pkcs8", format: "pem" }) });
}

const day = 24 * 60 * 60;
const seconds: Readonly<Record<string, number>> = { d: day, h: 60 * 60, m: 60, s: 1 };

/** EnableAutomaticRotation and RotationInterval: 6 hours to 365 days. @throws KmsError MissingParameter, InvalidParameter */
export function readRotation(parameters: Parameters): { isAutomatic: boolean; seconds: number } {
  const isAutomatic = parameters.flag("EnableAutomaticRotation");
  if (!isAutomatic) return { isAutomatic, seconds: 0 };
  const [, count, unit = ""] = /^(\d{1,9})([dhms])$/.exec(parameters.required("RotationInterval")) ?? [];
  const interval = Number(count) * (seconds[unit] ?? Number.NaN);
  if (interval >= 6 * 60 * 60 && interval <= 365 * day) return { isAutomatic, seconds: interval };
  throw invalidParameter("RotationInterval", "it must be 6 hours to 365 days, such as 7d or 604800s");
}

function newPassword(): string {
  return randomBytes(24).toString("base64url");
}
