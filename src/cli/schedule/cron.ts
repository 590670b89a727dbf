import { Cron } from "croner";
import { DAY } from "../../core/clock";
import { ConfigurationError } from "../../core/errors";
import { kept } from "../../core/memo";

/** The moments at which a pipeline runs. */
export interface Runs {
  /** The first run at a moment or after it; nothing where there is none any more. */
  from(moment: Date): Date | undefined;
  after(run: Date): Date | undefined;
}

const HINT =
  'Give minute, hour, day, month and weekday as crontab has them, such as "0 5 * * 1" (Mondays at 05:00 UTC), or @daily.';

/** What crontab, GitHub Actions, GitLab and Pulumi's schedules all take. */
const FORM = /^(?:\S+(?:\s+\S+){4}|@\w+)$/;

/**
 * The runs of a cron line, in UTC.
 * @throws ConfigurationError for a line that is none, or that never runs
 */
export function runsOf(line: string): Runs {
  const cron = parse(line.trim());
  if (!cron.nextRun(new Date(0)))
    throw new ConfigurationError(`the cron line ${JSON.stringify(line)} never runs`, HINT);
  return remembering((moment) => cron.nextRun(new Date(moment.getTime() - 1000)) ?? undefined);
}

function parse(line: string): Cron {
  const problem = `${JSON.stringify(line)} is not a cron line`;
  if (!FORM.test(line)) throw new ConfigurationError(problem, HINT);
  try {
    return new Cron(line, { timezone: "UTC" });
  } catch (error) {
    throw new ConfigurationError(`${problem}: ${(error as Error).message}`, HINT);
  }
}

/** How many runs of one day are walked through, before the cron line is asked again. */
const STEPS = 48;

/** Asking is slow, and keys by the thousand are rotated within the same days. */
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
