import type { OperationKind } from "../quota";
import type { Section } from "../store";
import type { IntegrationService } from "./app-config/service";
import type { IamService } from "./iam/service";
import type { Instance } from "./instances";
import type { Caller, IbmRequest, Keys, Refusals, Reply } from "./service";

export type { Caller, IbmRequest, Keys, Refusals, Reply, StoredKey } from "./service";
export { IbmRefusal } from "./service";

/** IBM's services in this emulator, for use by each other. Each is a class in its own folder. */
export interface Services {
  readonly keys: Keys;
  readonly iam: IamService & Section;
  readonly integrations: IntegrationService & Section;
  readonly instances: readonly Instance[];
}

export interface World {
  readonly services: Services;
  /** The emulator's time. */
  readonly now: Date;
  /** This emulator's address for links: `http://127.0.0.1:4010`, from the Host header. */
  readonly origin: string;
  /** Absent on routes that need no token. */
  readonly caller: Caller | undefined;
}

export interface Route {
  /** The name in journals and fault rules: `createKey`, `createPolicy`, `createIntegration`, `getToken`. */
  readonly operation: string;
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `/api/v2/keys/{id}/restore`. The first matching route is used. */
  readonly path: string;
  readonly kind: OperationKind;
  /** Needs no token: the identity services. */
  readonly open?: true;
  /** The query that selects this route when a path has several operations: `action=wrap`. */
  readonly query?: Readonly<Record<string, string>>;
  /** Default: the refusals of the key service. */
  readonly refusals?: Refusals;
  /** Acts completely or not at all. @throws IbmRefusal */
  run(request: IbmRequest, world: World): Reply;
}
