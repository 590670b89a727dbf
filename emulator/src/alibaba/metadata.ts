import type { Answer, ReceivedRequest } from "../vendor";
import { credentialsOf } from "./operations/assume-role";
import type { Roles } from "./roles";

const tokenPath = "/latest/api/token";
const rolesPath = "/latest/meta-data/ram/security-credentials/";

/** The lifetime of an instance role's session. */
const seconds = 6 * 3600;
const longestToken = 21_600;

/** Whether a path belongs to the metadata that the service shows inside an ECS instance. Only the part about roles exists here. */
export function isMetadata(path: string): boolean {
  return path === tokenPath || path.startsWith(rolesPath);
}

/**
 * The metadata of an ECS instance that has all roles: their names, and a session of each, with a token (IMDSv2) or without. A
 * role's address also serves as a credentials URI.
 */
export class Metadata {
  readonly #roles: Roles;
  readonly #tokens = new Set<string>();

  constructor(roles: Roles) {
    this.#roles = roles;
  }

  answer({ method, path, headers }: ReceivedRequest, now: Date, newToken: () => string): Answer {
    const header = (name: string): string | undefined => headers.find(([each]) => each === name)?.[1];
    if (path === tokenPath) {
      const ttl = Number(header("x-aliyun-ecs-metadata-token-ttl-seconds"));
      if (method !== "PUT" || !(ttl >= 1 && ttl <= longestToken)) return plain(400, "");
      const token = newToken();
      this.#tokens.add(token);
      return plain(200, token);
    }
    const token = header("x-aliyun-ecs-metadata-token");
    if (token !== undefined && !this.#tokens.has(token)) return plain(401, "");
    const name = path.slice(rolesPath.length);
    return name === "" ? plain(200, this.#roles.names().join("\n")) : this.#session(name, now);
  }

  #session(name: string, now: Date): Answer {
    const role = this.#roles.named(name);
    if (role === undefined) return plain(404, "");
    const session = this.#roles.issue(role, { name: "instance", now, seconds });
    const body = { ...credentialsOf(session), LastUpdated: now.toISOString(), Code: "Success" };
    return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  }
}

function plain(status: number, body: string): Answer {
  return {
    status,
    headers: { "content-type": "text/plain" },
    body,
    ...(status >= 400 && { errorCode: String(status) }),
  };
}
