import type { Check, Finding } from "../../core/checks";
import { DAY, HOUR } from "../../core/clock";
import { lengthOf } from "../../core/duration";
import { assign, joined, type Message, message, ref } from "../../core/message";
import { isManaged, type SecretInputs } from "./fields";

const refused = (field: string, reason: Message): Finding[] => [{ field, reason }];

// Each check reads the prior record last: while that is unknown, a check that reads it is put off.

const hasSource: Check<SecretInputs> = (asked) => {
  const { value, generated, filledElsewhere, adopt, type } = asked.inputs;
  if (value || adopt || filledElsewhere) return [];
  if (type !== "Generic")
    return generated || asked.prior
      ? []
      : refused("value", `is missing: for type ${type}, the service needs a value to begin with`);
  return generated
    ? []
    : refused(
        "value",
        message`is missing: give it, ${assign("generated", { length: 32 })} to have one generated, or ${assign("filledElsewhere", true)} if others put it in`,
      );
};

const filledOnce: Check<SecretInputs> = ({ inputs: { value, generated, filledElsewhere, type } }) => {
  if (!filledElsewhere) return [];
  if (type !== "Generic") return refused("filledElsewhere", `is not for type ${type}: the service fills it`);
  const source = value ? "value" : generated && "generated";
  return source === undefined
    ? []
    : refused("filledElsewhere", message`can't be given together with ${ref(source)}: leave one out`);
};

/** For an ignored field, Terraform and OpenTofu give the recorded value: that asks for nothing. */
const namesNoVersion: Check<SecretInputs> = (asked) => {
  const { filledElsewhere, versionId } = asked.inputs;
  if (!filledElsewhere || versionId === undefined) return [];
  return asked.prior?.filledElsewhere && versionId === asked.prior.versionId
    ? []
    : refused(
        "versionId",
        message`is only for a given value: with ${ref("filledElsewhere")}, others name the versions`,
      );
};

/** The fields that each managed type needs: documentation of CreateSecret. */
const NEEDED = {
  Rds: { subTypes: ["SingleUser", "DoubleUsers"], fields: ["dbInstance"] },
  RAMCredentials: { subTypes: ["RamUserAccessKey"], fields: ["user"] },
  ECS: { subTypes: ["Password", "SSHKey"], fields: ["server", "serverRegion"] },
} as const;

const managedFields: Check<SecretInputs> = ({ inputs: { type, managed } }) => {
  if (type === "Generic") return managed ? refused("managed", `is only for managed types, but type is Generic`) : [];
  const { subTypes, fields } = NEEDED[type];
  if (!managed) {
    const needed = joined(
      ["subType", ...fields].map((name) => ref(`managed.${name}`)),
      " and ",
    );
    return refused("managed", message`is missing: a secret of type ${type} needs ${needed}`);
  }
  const wrongType = subTypes.every((each) => each !== managed.subType)
    ? refused("managed.subType", `is ${managed.subType ?? "missing"}: type ${type} takes ${subTypes.join(" or ")}`)
    : [];
  const all = ["dbInstance", "user", "server", "serverRegion"] as const;
  const others = all.flatMap((name) => {
    const isNeeded = fields.some((each) => each === name);
    if (isNeeded === (managed[name] !== undefined)) return [];
    return refused(`managed.${name}`, isNeeded ? `is missing: type ${type} needs it` : `is not for type ${type}`);
  });
  return [...wrongType, ...others];
};

/** The service itself names a RAM user's secret when it is created as `$Auto`. */
const managedName: Check<SecretInputs> = ({ inputs: { name, type, managed } }) => {
  const user = `acs/ram/user/${managed?.user}`;
  if (type === "RAMCredentials" && managed?.user && name !== user)
    return refused("name", `is ${name}: it has to be ${user}`);
  if (type === "ECS" && !name.startsWith("acs/ecs/"))
    return refused("name", `is ${name}: for type ECS, it has to begin with acs/ecs/`);
  const isOwn = type === "Generic" || type === "Rds";
  return isOwn && name.startsWith("acs/")
    ? refused("name", `is ${name}: only names of managed secrets begin with acs/`)
    : [];
};

/** For an ignored field, Terraform and OpenTofu give the recorded value: that asks for nothing. */
const generatesGeneric: Check<SecretInputs> = (asked) => {
  const { generated, versionId, type } = asked.inputs;
  if (!generated) return [];
  if (type !== "Generic")
    return refused("generated", `is not for type ${type}: give the value that the service begins with`);
  return versionId === undefined || (asked.prior?.generated && versionId === asked.prior.versionId)
    ? []
    : refused("versionId", message`is only for a given value: ${ref("generated")} makes versions of its own`);
};

const rotates: Check<SecretInputs> = ({ inputs }) => {
  const { every, overlap, trigger } = inputs.rotation;
  const canRotate = isManaged(inputs) || inputs.generated !== undefined;
  const needless = (field: string, given: string | undefined): Finding[] =>
    given === undefined || canRotate || inputs.adopt
      ? []
      : refused(field, message`is only for generated values and managed types: change ${ref("value")} instead`);
  const found = [...needless("rotation.every", every), ...needless("rotation.trigger", trigger)];
  if (found.length > 0 || every === undefined) return found;
  if (isManaged(inputs))
    return lengthOf(every) >= 6 * HOUR && lengthOf(every) <= 365 * DAY
      ? []
      : refused("rotation.every", `is ${every}: the service accepts 6 hours (PT6H) to 365 days (P365D)`);
  return lengthOf(overlap) < lengthOf(every)
    ? []
    : refused("rotation.overlap", message`is ${overlap}: it has to be shorter than ${ref("rotation.every")}, ${every}`);
};

const window: Check<SecretInputs> = ({ inputs: { deletion } }) => {
  const { window, force } = deletion;
  if (window === undefined) return [];
  if (force) return refused("deletion.window", message`can't be given with ${ref("deletion.force")}: leave one out`);
  const days = lengthOf(window) / DAY;
  return Number.isInteger(days) && days >= 7 && days <= 30
    ? []
    : refused("deletion.window", `is ${window}: give whole days, P7D to P30D`);
};

const newVersionId: Check<SecretInputs> = ({ inputs: { value, versionId }, prior }) =>
  versionId !== undefined && value && prior?.value && prior.versionId === versionId && !value.equals(prior.value)
    ? refused(
        "versionId",
        `is ${versionId}, which has another value: a version never changes, so give the new value a new id`,
      )
    : [];

/** The service makes the values of managed types, except the given one that a new secret begins with. */
const valueOfService: Check<SecretInputs> = ({ inputs, prior, replacing }) => {
  if (!isManaged(inputs) || !inputs.value || !prior?.value || replacing.length > 0) return [];
  return inputs.value.equals(prior.value)
    ? []
    : refused(
        "value",
        message`can't be changed: the service makes the value of type ${inputs.type}. Give it as it was; to have another made, give ${ref("rotation.trigger")} a new text`,
      );
};

/** A secret that is replaced under its name is deleted for good: a value that no program has would be lost with it. */
const keepsValue: Check<SecretInputs> = ({ inputs, prior, replacing }) => {
  const [field] = replacing;
  if (!prior || field === undefined || replacing.includes("name") || replacing.includes("region")) return [];
  // Whoever fills the secret, unless it is a ClientKey, would see in no plan that it has to be filled again.
  if (prior.filledElsewhere)
    return refused(
      field,
      message`can't be changed in place, and a new secret of this name would not have the values that others have put in: choose another name, and have them fill the new secret`,
    );
  const isLost = isManaged(prior) || prior.generated !== undefined || !inputs.value;
  if (!isLost || inputs.deletion.force) return [];
  return refused(
    field,
    message`can't be changed in place, and a new secret of this name would end the value, which no program has, for good: choose another name, or set ${assign("deletion.force", true)} to lose the value`,
  );
};

export const secretChecks: readonly Check<SecretInputs>[] = [
  hasSource,
  filledOnce,
  namesNoVersion,
  managedFields,
  managedName,
  generatesGeneric,
  rotates,
  window,
  newVersionId,
  valueOfService,
  keepsValue,
];
