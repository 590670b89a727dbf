import { type Comparable, changedInputs, knownAt, topOf, valueAt } from "./compare";
import type { Problem } from "./errors";
import { type Field, fieldsOf } from "./fields";
import { isGiven, withDefaults } from "./left-out";
import { type Message, message, ref } from "./message";
import type { Setting } from "./settings";
import { hasUnknown, ifKnown, isUnknown, notKnown, onlyKnown, type Unknown, type Values } from "./unknown";

export type Finding = Omit<Problem, "secret">;

/** The question put to a check. A check is put off as soon as it touches a value that is unknown or invalid by itself. */
export interface Asked<I> {
  readonly inputs: I;
  /** The inputs as the program gives them, including names that are no fields. */
  readonly given: Values;
  /**
   * The recorded inputs, and in a plan of Terraform and OpenTofu the outputs too; Pulumi hands a check only the inputs. Undefined
   * when the resource is to be created. Unknown to every check before a provider is configured.
   */
  readonly prior: I | undefined;
  readonly now: Date;
  /** The value of a setting in the configuration or the environment. Unknown to every check before a provider is configured. */
  setting(setting: Setting): string | undefined;
  /** The paths of the inputs whose change replaces the recorded object; empty when it is created, or changed in place. */
  readonly replacing: readonly string[];
}

/** Finds problems before anything is written. Pure. */
export type Check<I = Values> = (asked: Asked<I>) => readonly Finding[];

export interface Checkable extends Comparable {
  readonly checks?: readonly Check[] | undefined;
}

/** Refuses an input that people know from other resources, and says why this one has none. */
export function absent(field: string, reason: Message): Check<unknown> {
  return ({ given }) => (given[field] === undefined ? [] : [{ field, reason }]);
}

interface Subject {
  readonly inputs: Values;
  readonly given: Values;
  readonly problems?: readonly Problem[];
  readonly prior?: Values | undefined;
  readonly now?: Date;
  readonly setting?: AskSetting | undefined;
}

export type AskSetting = (setting: Setting) => string | Unknown | undefined;

/** Exclusions come first: no other check looks at fields that violate one. */
export function findingsOf(definition: Checkable, { problems = [], ...known }: Subject): Problem[] {
  const fields = fieldsOf(definition.inputs);
  const secrets = new Set(fields.flatMap(({ name, meta }) => (meta.secret ? [name] : [])));
  const ask = (checks: readonly Check[], bad: readonly Finding[]): Problem[] => {
    const asked = askedOf(definition, known, new Set(bad.map(({ field }) => topOf(field))));
    const found = checks.flatMap((check) => ifKnown(() => check(asked)) ?? []);
    return found.map((each) => ({ ...each, secret: secrets.has(each.field) }));
  };
  const clashes = ask(exclusions(fields), problems);
  return [...clashes, ...ask(definition.checks ?? [], [...problems, ...clashes])];
}

function askedOf(
  definition: Checkable,
  { inputs, given, prior, now, setting }: Subject,
  bad: ReadonlySet<string>,
): Asked<Values> {
  let replacing: readonly string[] | undefined;
  return {
    inputs: onlyKnown(inputs, bad),
    given: onlyKnown(given),
    get prior() {
      return now ? prior : notKnown();
    },
    get now() {
      return now ?? notKnown();
    },
    setting(of) {
      const value = setting ? setting(of) : notKnown();
      return isUnknown(value) ? notKnown() : value;
    },
    get replacing() {
      replacing ??= this.prior ? replacingInputs(definition, this.prior, inputs) : [];
      return replacing;
    },
  };
}

/**
 * Problems of inputs that are valid by themselves.
 * @param prior the recorded state, with secrets wrapped; undefined when the resource is to be created
 * @param setting the known settings; without it, checks that ask for one are put off
 */
export function planProblems(
  definition: Checkable,
  prior: Values | undefined,
  desired: Values,
  now: Date,
  setting?: AskSetting,
): Problem[] {
  const recorded = prior && { ...prior, ...withDefaults(fieldsOf(definition.inputs), prior) };
  return findingsOf(definition, { inputs: desired, given: desired, prior: recorded, now, setting });
}

function replacingInputs(definition: Checkable, prior: Values, desired: Values): readonly string[] {
  const paths = changedInputs(definition, prior, desired).flatMap(({ onChange, path }) =>
    onChange === "replace" ? [path] : [],
  );
  const sure = paths.filter((path) => !hasUnknown(knownAt(desired, path)));
  return sure.length === 0 && paths.length > 0 ? notKnown() : sure;
}

/** Refuses two fields of which one is given in place of the other. A value that isn't known yet may turn out to be absent. */
function exclusions(fields: readonly Field[]): Check[] {
  return fields.flatMap((field) => {
    const { path, meta, type, name } = field;
    if (type.kind === "object") return exclusions(type.fields);
    const { insteadOf } = meta;
    if (insteadOf === undefined) return [];
    const other = `${path.slice(0, path.length - name.length)}${insteadOf}`;
    return ({ given }) =>
      [path, other].every((each) => isGiven(valueAt(given, each)))
        ? [{ field: path, reason: message`can't be given together with ${ref(insteadOf)}: leave one out` }]
        : [];
  });
}
