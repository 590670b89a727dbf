import { changedInputs } from "../../core/compare";
import { type Message, message, ref } from "../../core/message";
import { hasCome } from "../../core/rotation";
import { timesOf } from "./due";
import { isManaged, makesVersions, type SecretInputs, type SecretState, secretInputs } from "./fields";

/** What a person should know of a version that comes, or that doesn't. */
export function notes(inputs: SecretInputs, state: SecretState | undefined, now: Date): Message[] {
  if (!state || isManaged(inputs) || inputs.filledElsewhere) return [];
  if (!makesVersions(inputs) && (state.value || state.generated))
    return [
      message`with neither ${ref("value")} nor ${ref("generated")} no new version is made: the current one, ${state.versionId}, stays`,
    ];
  return makesVersions(inputs) && comesNow(inputs, state, now) ? endedOverlaps(inputs, state, now) : [];
}

function comesNow(inputs: SecretInputs, state: SecretState, now: Date): boolean {
  const { rotateAt } = timesOf(state, inputs);
  if (rotateAt !== undefined && hasCome(rotateAt, now)) return true;
  return changedInputs({ inputs: secretInputs }, state, inputs).some(({ onChange }) => onChange === "rekey");
}

/** The service keeps one version as the previous one: a second new one within the overlap ends that of the first. */
function endedOverlaps(inputs: SecretInputs, state: SecretState, now: Date): Message[] {
  const { previous } = timesOf(state, inputs);
  return previous
    .filter(({ retireAfter }) => !hasCome(retireAfter, now))
    .map(
      ({ versionId, retireAfter }) =>
        message`the version ${versionId}, which was to stay readable until ${retireAfter}, is no longer ACSPrevious once the new version is made`,
    );
}
