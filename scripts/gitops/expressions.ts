/** The objects that expressions may use, by name: `inputs`, `github`, `secrets` and so on. */
export type Contexts = Readonly<Record<string, unknown>>;

/** The state of the job, which `success()` and similar functions report. */
export interface Standing {
  readonly failed: boolean;
}

/** Expressions of GitHub Actions, evaluated by GitHub's own library. */
export interface Expressions {
  /** A text with every `${{ … }}` in it evaluated. */
  text(template: string, contexts: Contexts): string;
  /** Whether a step runs. Without a condition it runs unless a step has failed. */
  condition(text: string | undefined, contexts: Contexts, standing: Standing): boolean;
}

const STANDING = ["success", "failure", "always", "cancelled"] as const;

/** The library is an ES module. */
export async function githubExpressions(): Promise<Expressions> {
  const { data, Evaluator, Lexer, Parser } = await import("@actions/expressions");
  const evaluate = (source: string, contexts: Contexts, standing: Standing) => {
    const given = JSON.parse(JSON.stringify(contexts), data.reviver);
    const answers = { success: !standing.failed, failure: standing.failed, always: true, cancelled: false };
    const functions = STANDING.map((name) => ({
      name,
      minArgs: 0,
      maxArgs: 0,
      call: () => new data.BooleanData(answers[name]),
    }));
    const parser = new Parser(new Lexer(source).lex().tokens, Object.keys(contexts), functions);
    return new Evaluator(parser.parse(), given, new Map(functions.map((each) => [each.name, each]))).evaluate();
  };
  return {
    text: (template, contexts) =>
      template.replaceAll(/\$\{\{(.*?)\}\}/g, (_, source: string) =>
        evaluate(source, contexts, { failed: false }).coerceString(),
      ),
    condition(text, contexts, standing) {
      if (text === undefined) return !standing.failed;
      const source = text.replace(/^\$\{\{(.*)\}\}$/, "$1");
      const asks = STANDING.some((name) => source.includes(`${name}()`));
      const { kind, ...value } = evaluate(asks ? source : `success() && (${source})`, contexts, standing);
      return (value as { readonly value?: unknown }).value === true;
    },
  };
}
