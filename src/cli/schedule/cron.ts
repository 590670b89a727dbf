import { Cron } from "croner";
import { DAY } from "../../core/clock";
import { ConfigurationError } from "../../core/errors";
import { kept } from "../../core/memo";

/** The moments at which a pipeline runs. */
export interface Runs {
  /** The first run at a moment or after it; undefined where no run follows. */
  from(moment: Date): Date | undefined;
  after(run: Date): Date | undefined;
}

const HINT =
  'Give minute, hour, day, month and weekday as crontab has them, such as "0 5 * * 1" (Mondays at 05:00 UTC).';

/** Names that count from `from`, as the field's numbers do. */
interface CronField {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names: readonly string[];
}

const FIELDS: readonly CronField[] = [
  { name: "minute", from: 0, to: 59, names: [] },
  { name: "hour", from: 0, to: 23, names: [] },
  { name: "day", from: 1, to: 31, names: [] },
  { name: "month", from: 1, to: 12, names: "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ") },
  { name: "weekday", from: 0, to: 6, names: "SUN MON TUE WED THU FRI SAT".split(" ") },
];

/** One part of a list: everything, a value, or a range; everything and a range may have a step. */
const PART = /^(?:\*(?:\/(\d+))?|(\w+)(?:-(\w+)(?:\/(\d+))?)?)$/;

/** The problem of a line that crontab, GitHub Actions, GitLab and Pulumi's schedules don't all take. */
function problemOf(line: string): string | undefined {
  const given = line.split(/\s+/);
  if (given.length !== FIELDS.length) return `it has ${given.length} of the ${FIELDS.length} fields`;
  const wrong = FIELDS.find((field, index) => !given[index]?.split(",").every((part) => isPart(part, field)));
  if (!wrong) return undefined;
  const { name, from, to, names } = wrong;
  const range = names.length > 0 ? `${from} to ${to} or ${names[0]} to ${names.at(-1)}` : `${from} to ${to}`;
  const text = JSON.stringify(given[FIELDS.indexOf(wrong)]);
  return `its ${name} is ${text}; allowed are *, ${range}, ranges such as ${from}-${from + 4}, steps such as */2, and lists of them`;
}

function isPart(text: string, field: CronField): boolean {
  const match = PART.exec(text);
  if (!match) return false;
  const [, step, first, last, stepInRange] = match;
  if ([step, stepInRange].some((each) => each !== undefined && Number(each) === 0)) return false;
  if (first === undefined) return true;
  const [from, to] = [numberOf(first, field), numberOf(last ?? first, field)];
  return from !== undefined && to !== undefined && from <= to;
}

function numberOf(text: string, { from, to, names }: CronField): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  const value = named >= 0 ? from + named : Number(/^\d+$/.test(text) ? text : Number.NaN);
  return value >= from && value <= to ? value : undefined;
}

/**
 * The runs of a cron line, in UTC.
 * @throws ConfigurationError for a text that is no cron line, or never runs
 */
export function runsOf(line: string): Runs {
  const cron = parse(line.trim());
  if (!cron.nextRun(new Date(0)))
    throw new ConfigurationError(`the cron line ${JSON.stringify(line)} never runs`, HINT);
  return remembering((moment) => cron.nextRun(new Date(moment.getTime() - 1000)) ?? undefined);
}

function parse(line: string): Cron {
  const problem = problemOf(line);
  if (problem !== undefined)
    throw new ConfigurationError(
      `${JSON.stringify(line)} is not a cron line that every scheduler takes: ${problem}`,
      HINT,
    );
  return new Cron(line, { timezone: "UTC" });
}

/** How many runs of one day are walked through before the cron line is asked again. */
const STEPS = 48;

/** Asking is slow, and thousands of keys are rotated within the same days. */
function remembering(ask: (moment: Date) => Date | undefined): Runs {
  const answers = new Map<number, { readonly run: Date | undefined }>();
  const from = (time: number): Date | undefined => kept(answers, time, () => ({ run: ask(new Date(time)) })).run;
  const after = (run: Date): Date | undefined => from(run.getTime() + 1000);
  return {
    from(moment) {
      let run = from(Math.floor(moment.getTime() / DAY) * DAY);
      for (let step = 0; run && run < moment; step += 1) run = step < STEPS ? after(run) : ask(moment);
      return run;
    },
    after,
  };
}
