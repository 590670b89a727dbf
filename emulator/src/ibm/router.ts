import type { Route } from "./operation";

/** A route that matches a request, with the path segments where the route has `{name}`. */
export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

interface Compiled {
  readonly route: Route;
  readonly segments: readonly string[];
}

/** Finds a request's route among those of all services. */
export class Router {
  readonly #routes: readonly Compiled[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => ({ route, segments: route.path.split("/") }));
  }

  /** The first matching route, or undefined. */
  find(method: string, path: string, query: URLSearchParams): Match | undefined {
    for (const { route, params } of this.#at(path)) {
      if (route.method === method && isMeant(route, query)) return { route, params };
    }
    return undefined;
  }

  /** Whether the path matches with another method: the answer is then 405, not 404. */
  knows(path: string): boolean {
    return this.#at(path).length > 0;
  }

  #at(path: string): readonly Match[] {
    const given = path.split("/").map(decodeOnce);
    return this.#routes.flatMap(({ route, segments }) => {
      const params = paramsOf(segments, given);
      return params ? [{ route, params }] : [];
    });
  }
}

function isMeant({ query: wanted = {} }: Route, query: URLSearchParams): boolean {
  return Object.entries(wanted).every(([name, value]) => query.get(name) === value);
}

function paramsOf(segments: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (segments.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, segment] of segments.entries()) {
    const value = given[i] ?? "";
    if (segment.startsWith("{")) {
      if (value === "") return undefined;
      params[segment.slice(1, -1)] = value;
    } else if (segment !== value) return undefined;
  }
  return params;
}

/** Percent-decodes a text; a malformed one is returned unchanged. */
export function decodeOnce(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
