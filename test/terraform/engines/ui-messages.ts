import type { Action, CommandResult, Diagnostic, Run } from "./types";

interface Resource {
  readonly addr: string;
}

/** One line of what an engine prints with `-json`. Fields that no test looks at are left out. */
interface Message {
  readonly type?: string;
  readonly change?: { readonly resource: Resource; readonly action: string };
  readonly hook?: { readonly resource: Resource; readonly action: string };
  readonly diagnostic?: Diagnostic;
}

/** Reads what a command printed with `-json`. */
export function readMessages(result: CommandResult): Run {
  const messages = result.stdout.split("\n").flatMap(parseLine);
  const diagnostics = messages.flatMap(({ type, diagnostic }) =>
    type === "diagnostic" && diagnostic ? [{ ...diagnostic, detail: diagnostic.detail ?? "" }] : [],
  );
  return {
    ...result,
    planned: actionsOf(messages.flatMap(({ type, change }) => (type === "planned_change" && change ? [change] : []))),
    done: actionsOf(messages.flatMap(({ type, hook }) => (type === "apply_complete" && hook ? [hook] : []))),
    diagnostics,
    shown: diagnostics.map(asLine).join("\n"),
  };
}

/** Before they read `-json`, engines print problems with their settings as text. */
function parseLine(line: string): Message[] {
  return line.startsWith("{") ? [JSON.parse(line) as Message] : [];
}

/** A replacement is planned as one and done as two. */
function actionsOf(steps: readonly { readonly resource: Resource; readonly action: string }[]): Record<string, Action> {
  const actions: Record<string, Action> = {};
  for (const { resource, action } of steps) {
    const before = actions[resource.addr];
    const isSecondHalf = before !== undefined && before !== action;
    actions[resource.addr] = isSecondHalf ? "replace" : (action as Action);
  }
  return actions;
}

function asLine({ severity, address, summary, detail }: Diagnostic): string {
  const text = [address, summary, detail].filter(Boolean).join(": ");
  return `${severity}: ${text.replaceAll(/\s*\n\s*/g, " ")}`;
}
