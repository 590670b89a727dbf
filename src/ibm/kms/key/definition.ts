import type { Ledger } from "../../../core/ledger";
import type { Listed, Looked } from "../../../core/listing";
import type { Message } from "../../../core/message";
import { readDescription } from "../../../core/ownership";
import { keyAccess } from "../../access";
import { accounts } from "../../account";
import type { IbmContext } from "../../client";
import { hpcsWarnings } from "../../platform/hpcs";
import { instanceOf, placeIn, placeOf, samePlace } from "../../platform/instance";
import { accessTo, keyAddress, readAll } from "./access";
import { serviceOf } from "./checks";
import { expiryWarning, lostKeyWarning } from "./due";
import { idOf, type KeyInputs, type KeyOutputs } from "./fields";
import type { KeyKind } from "./lifecycle";
import { INSTANCE_FIELDS, keyIdentity, keyText, placed } from "./place";
import { noticeOf } from "./standing";
import { DESTROYED } from "./state";

type Find<S> = (context: IbmContext, told: Partial<S>) => Promise<Partial<S> | undefined>;
type Kind = Pick<KeyKind, "extractable">;

/** The common part of the definitions of both kinds of keys. @param find makes a state of an existing key, as for import */
export function keyDefinition<S extends KeyInputs & KeyOutputs>(kind: Kind, find: Find<S>) {
  return {
    subject: "name",
    id: idOf,
    address: (values: Partial<S>) => keyAddress(placeIn(values), { ...kind, id: values.keyId }),
    account: accounts,
    identity: keyIdentity,
    list: {
      where: INSTANCE_FIELDS,
      marked: true,
      actions: ["kms.secrets.list"],
      id: keyText,
      objects: (context: IbmContext, base: Partial<S>) => listedKeys(kind, context, base, find),
    },
    equal: [samePlace],
    access: keyAccess,
  };
}

/** The keys of a kind in an instance, without deleted keys. All resources of a run share one list. */
async function* listedKeys<S extends KeyInputs & KeyOutputs>(
  { extractable }: Kind,
  context: IbmContext,
  base: Partial<S>,
  find: Find<S>,
): AsyncGenerator<Listed<S>> {
  const keys = await readAll(accessTo(context, placed(base)));
  for (const key of keys.filter((each) => each.extractable === extractable && each.state !== DESTROYED)) {
    const look = async (): Promise<Looked<S> | undefined> => {
      const state = await find(context, { ...base, keyId: key.id } as Partial<S>);
      return state && { state, label: readDescription(key.description).label };
    };
    yield { name: key.name, look };
  }
}

/** The notes for both kinds of keys. @param own the note for an existing key that only its own kind has */
export function keyNotes<S extends KeyInputs & KeyOutputs>(
  { extractable }: Kind,
  inputs: KeyInputs,
  state: S | undefined,
  now: Date,
  ledger: Pick<Ledger, "hasRecorded"> | undefined,
  own?: (state: S) => Message | undefined,
): Message[] {
  const instance = instanceOf(inputs);
  const ofState = state
    ? [expiryWarning(inputs.expirationDate, now), lostKeyWarning(state, inputs, now), own?.(state)]
    : [];
  // Leaves out strays whose record the run has read since the refresh that found them.
  const strays = (state?.strays ?? []).filter(
    ({ keyId: id }) => !ledger?.hasRecorded(keyAddress(placeOf(instance), { extractable, id })),
  );
  return [
    ...ofState.filter((line) => line !== undefined),
    ...strays.map((stray) => noticeOf(stray, instance)),
    ...hpcsWarnings(serviceOf(inputs), !state, now),
  ];
}
