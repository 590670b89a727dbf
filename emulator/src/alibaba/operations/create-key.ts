import { randomUUID } from "node:crypto";
import { forbiddenInstanceNotFound, invalidParameter, unsupportedOperation } from "../errors";
import type { Key } from "../keys/key";
import { generateMaterial } from "../keys/material";
import { readBoolean, readInterval, readPolicy, readTags, readWord, requireRotatable } from "../keys/read";
import { later, withVersion } from "../keys/settle";
import { type KeySpec, specNames, specs, usages } from "../keys/spec";
import { metadataOf } from "../keys/view";
import type { Operation, OperationContext } from "../operation";
import { formatKmsTime } from "../time";

const longestDescription = 8192;

export const createKey: Operation = {
  name: "CreateKey",
  kind: "write",
  run: (context) => {
    const { region, materials, newKey, now } = context;
    const asked = readKey(context);
    const isImported = asked.origin === "EXTERNAL";
    const key = isImported ? asked : withVersion(asked, materials, generateMaterial(asked.spec, newKey), now);
    region.keys.set(key.id, key);
    return { KeyMetadata: metadataOf(context, key) };
  },
};

/** A key without material. */
function readKey(context: OperationContext): Key {
  const { parameters, caller, now } = context;
  const instance = readInstance(context);
  const spec = readSpec(context);
  const origin = readWord(parameters, "Origin", ["Aliyun_KMS", "EXTERNAL"]) ?? "Aliyun_KMS";
  return {
    id: `key-hzz${randomUUID().replaceAll("-", "").slice(0, 18)}`,
    description: readDescription(context),
    spec,
    usage: readUsage(context, spec),
    origin,
    // An instance decides the level itself; here it is software.
    protectionLevel: (instance === "" && readWord(parameters, "ProtectionLevel", ["SOFTWARE", "HSM"])) || "SOFTWARE",
    instance,
    creator: caller.accountId,
    creationDate: formatKmsTime(now),
    lastRotationDate: formatKmsTime(now),
    state: origin === "EXTERNAL" ? "PendingImport" : "Enabled",
    ...readRotation(context, { spec, origin }),
    policy: readGivenPolicy(context, instance),
    tags: readTags(parameters),
    versions: [],
  };
}

function readInstance({ parameters, instances }: OperationContext): string {
  const id = parameters.optional("DKMSInstanceId") ?? "";
  if (id !== "" && !instances.some(({ instanceId }) => instanceId === id)) throw forbiddenInstanceNotFound();
  return id;
}

function readSpec({ parameters }: OperationContext): KeySpec {
  const text = parameters.optional("KeySpec") || specNames[0];
  if (text === "EC_SM2" || text === "Aliyun_SM4") throw unsupportedOperation();
  const spec = specNames.find((name) => name === text);
  if (spec === undefined) throw invalidParameter("KeySpec", `"${text}" is none`);
  return spec;
}

function readUsage({ parameters }: OperationContext, spec: KeySpec): Key["usage"] {
  const [first, ...others] = specs[spec].usages;
  const usage = readWord(parameters, "KeyUsage", usages) ?? first;
  if (usage === undefined || ![first, ...others].includes(usage)) {
    throw invalidParameter("KeyUsage", `a key of ${spec} has ${[first, ...others].join(" or ")}`);
  }
  return usage;
}

function readDescription({ parameters }: OperationContext): string {
  const text = parameters.optional("Description") ?? "";
  if (text.length > longestDescription) throw invalidParameter("Description", "it may have 8192 characters at most");
  return text;
}

function readRotation({ parameters, now }: OperationContext, key: Pick<Key, "spec" | "origin">): Pick<Key, "rotation"> {
  if (!readBoolean(parameters, "EnableAutomaticRotation")) return {};
  requireRotatable(key);
  const interval = readInterval(parameters);
  return { rotation: { interval, next: later(now, interval) } };
}

/** Only keys in instances have a policy of their own. */
function readGivenPolicy({ parameters, caller }: OperationContext, instance: string): string {
  if (!parameters.optional("Policy")) return defaultPolicy(caller.accountId);
  if (instance === "") throw unsupportedOperation();
  return readPolicy(parameters);
}

function defaultPolicy(account: string): string {
  const statement = {
    Action: ["kms:*"],
    Effect: "Allow",
    Principal: { RAM: [`acs:ram::${account}:*`] },
    Resource: ["*"],
    Sid: "kms default key policy",
  };
  return JSON.stringify({ Statement: [statement], Version: "1" });
}
