import { formatTime, parseTime } from "../../core/clock";
import { changedInputs } from "../../core/compare";
import { addDuration } from "../../core/duration";
import { type Message, message, ref } from "../../core/message";
import type { Moment } from "../../core/moments";
import type { DueRule, Reason } from "../../core/reasons";
import { hasCome, retirementTime } from "../../core/rotation";
import {
  isManaged,
  makesVersions,
  RETIREMENT,
  type SecretInputs,
  type SecretOutputs,
  type SecretState,
  secretInputs,
  VERSION,
} from "./fields";

type Times = Pick<SecretOutputs, "rotateAt" | "previous" | "nextRunBy">;

/** The overlap of the previous version began when the current one was made. */
export function timesOf(state: Pick<SecretState, "createdAt" | "previous">, inputs: SecretInputs): Times {
  const { every, overlap } = inputs.rotation;
  const isOurs = every !== undefined && !isManaged(inputs) && inputs.generated !== undefined;
  const madeAt = parseTime(state.createdAt);
  const rotateAt = isOurs ? formatTime(addDuration(madeAt, every)) : undefined;
  const retireAfter = retirementTime(madeAt, { overlap });
  const previous = state.previous.map(({ versionId }) => ({ versionId, retireAfter }));
  const nextRunBy = [...(rotateAt ? [rotateAt] : []), ...previous.map((each) => each.retireAfter)].sort()[0];
  return { rotateAt, previous, nextRunBy };
}

export const secretDue: readonly DueRule<SecretState, SecretInputs>[] = [
  // Restores a secret that somebody has deleted, if its window isn't over.
  restoration,
  // Makes a new generated value when its time is up, or corrects the current version if somebody has changed it.
  renewal,
  // Retires the previous version when its overlap is over.
  retirement,
];

function restoration({ state, deletedAfter }: SecretState): Reason | undefined {
  if (state !== "deleted") return undefined;
  const message = `somebody has deleted it, and it can be restored until ${deletedAfter}`;
  return { code: "restore", outputs: ["deletedAfter", ...VERSION], message };
}

function renewal(state: SecretState, inputs: SecretInputs, now: Date): Reason | undefined {
  const { rotateAt } = timesOf(state, inputs);
  if (rotateAt === undefined || state.state === "deleted" || !hasCome(rotateAt, now)) return correction(state, inputs);
  const { every, overlap } = inputs.rotation;
  const why = `rotation has been due since ${rotateAt} (version ${state.versionId} was to be current for ${every}); the old version stays readable for ${overlap}`;
  return { code: "rotate", outputs: VERSION, message: why };
}

function correction(state: SecretState, inputs: SecretInputs): Reason | undefined {
  if (state.state !== "altered" || !(inputs.value || inputs.generated)) return undefined;
  const why = message`somebody has made a version other than ${state.versionId} current: ${state.versionId} becomes the current version again`;
  return { code: "mend", outputs: VERSION, message: why };
}

function retirement(state: SecretState, inputs: SecretInputs, now: Date): Reason | undefined {
  const over = timesOf(state, inputs).previous.filter(({ retireAfter }) => hasCome(retireAfter, now));
  if (over.length === 0 || state.state === "deleted") return undefined;
  const each = over.map(({ versionId, retireAfter }) => `${versionId} (kept until ${retireAfter})`).join(", ");
  return {
    code: "retire",
    outputs: RETIREMENT,
    about: over.map(({ versionId }) => versionId),
    message: `the overlap is over: ${each} is no longer ACSPrevious`,
  };
}

export function secretMoments(state: SecretState): readonly Moment[] {
  if (state.state === "deleted") return [];
  const { rotateAt, previous } = timesOf(state, state);
  return [
    ...(rotateAt ? [{ what: "rotate", at: rotateAt, about: state.versionId } as const] : []),
    ...previous.map(({ versionId, retireAfter }) => ({ what: "retire", at: retireAfter, about: versionId }) as const),
  ];
}

/** The state after a rotation, in which the replaced version is the previous one. */
export function rotatedState(state: SecretState, at: Date): SecretState {
  const replaced = { versionId: state.versionId, retireAfter: "" };
  const made = { ...state, createdAt: formatTime(at), state: "active" as const, previous: [replaced] };
  return { ...made, ...timesOf(made, made) };
}

/** Notes on the new version that a run is about to make, or on why it makes none. */
export function secretNotes(inputs: SecretInputs, state: SecretState | undefined, now: Date): Message[] {
  if (!state || isManaged(inputs) || inputs.filledElsewhere) return [];
  if (!makesVersions(inputs) && (state.value || state.generated))
    return [
      message`with neither ${ref("value")} nor ${ref("generated")}, no new version is made: the current version, ${state.versionId}, stays`,
    ];
  if (!makesVersions(inputs) || !comesNow(inputs, state, now)) return [];
  // The service keeps one previous version: a second new version within the overlap ends the overlap of the first.
  return timesOf(state, inputs)
    .previous.filter(({ retireAfter }) => !hasCome(retireAfter, now))
    .map(
      ({ versionId, retireAfter }) =>
        message`the version ${versionId}, which was to stay readable until ${retireAfter}, is no longer ACSPrevious once the new version is made`,
    );
}

function comesNow(inputs: SecretInputs, state: SecretState, now: Date): boolean {
  const { rotateAt } = timesOf(state, inputs);
  if (rotateAt !== undefined && hasCome(rotateAt, now)) return true;
  return changedInputs({ inputs: secretInputs }, state, inputs).some(({ onChange }) => onChange === "rekey");
}
