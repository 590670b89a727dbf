type Act = () => Promise<void> | void;

/** Adds a step, which begins where the one before it ended. */
export type Step = (what: string, act: Act) => void;

/** Engines take seconds for each step. */
const PATIENCE = 300_000;

/**
 * One test of several steps, for what takes too long to be begun anew for each of them. Where a step fails the story ends,
 * and the message names the step.
 * @param patience how long it may take, in milliseconds
 */
export function story(title: string, tell: (step: Step) => void, patience = PATIENCE): void {
  const steps: { readonly what: string; readonly act: Act }[] = [];
  tell((what, act) => steps.push({ what, act }));
  it(
    title,
    async () => {
      for (const { what, act } of steps) await named(what, act);
    },
    patience,
  );
}

async function named(what: string, act: Act): Promise<void> {
  try {
    await act();
  } catch (error) {
    // The runner shows the stack, which begins with the message.
    if (error instanceof Error) error.stack = `in the step "${what}": ${error.stack}`;
    throw error;
  }
}
