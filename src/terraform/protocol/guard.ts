import type { CallName, Calls, RequestOf, ResponseOf } from "./calls";
import { diagnosticMessages, diagnosticOf } from "./diagnostics";

type Failures = { readonly [Call in CallName]?: (request: RequestOf<Call>, error: unknown) => ResponseOf<Call> };

/** What to answer when a call threw, where diagnostics alone are not right. */
const FAILURES: Failures = {
  // The engine records what is answered, also beside an error: what there was before the call must not be lost.
  ApplyResourceChange: ({ priorState, plannedPrivate }, error) => ({
    newState: priorState,
    private: plannedPrivate,
    ...diagnosed(error),
  }),
  CallFunction: (_, error) => ({ error: { text: inOneText(error) } }),
  StopProvider: (_, error) => ({ error: inOneText(error) }),
};

/** The calls, none of which throws: an error becomes a diagnostic. */
export function guarded(calls: Calls<CallName>): Calls<CallName> {
  const names = Object.keys(calls) as CallName[];
  return Object.fromEntries(names.map((name) => [name, guard(name, calls)])) as Calls<CallName>;
}

function guard<Call extends CallName>(name: Call, calls: Calls<Call>) {
  return async (request: RequestOf<Call>): Promise<ResponseOf<Call>> => {
    try {
      return await calls[name](request);
    } catch (error) {
      const failure: ResponseOf<CallName> = FAILURES[name]?.(request, error) ?? diagnosed(error);
      return failure as ResponseOf<Call>;
    }
  };
}

function diagnosed(error: unknown) {
  return { diagnostics: diagnosticMessages([diagnosticOf(error)]) };
}

function inOneText(error: unknown): string {
  const { summary, detail } = diagnosticOf(error);
  return detail ? `${summary}. ${detail}` : summary;
}
