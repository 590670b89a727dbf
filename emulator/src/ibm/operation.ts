import type { OperationKind } from "../quota";
import type { Section } from "../store";
import type { IntegrationService } from "./app-config/service";
import type { IamService } from "./iam/service";
import type { Instance } from "./instances";
import type { Caller, IbmRequest, Keys, Refusals, Reply } from "./service";

export type { Caller, IbmRequest, Keys, Refusals, Reply, StoredKey } from "./service";
export { IbmRefusal } from "./service";

/** The services of IBM that run here, for each other. Each is a class in its own folder. */
export interface Services {
  readonly keys: Keys;
  readonly iam: IamService & Section;
  readonly integrations: IntegrationService & Section;
  readonly instances: readonly Instance[];
}

/** What a handler works with. */
export interface World {
  readonly services: Services;
  /** The emulator's time. */
  readonly now: Date;
  /** Where this emulator is reached, for links: `http://127.0.0.1:4010`, by the Host header. */
  readonly origin: string;
  /** Absent where the route is open to all. */
  readonly caller: Caller | undefined;
}

/** One operation of one of the services. */
export interface Route {
  /** The name in journals and fault rules: `createKey`, `createPolicy`, `createIntegration`, `getToken`. */
  readonly operation: string;
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `/api/v2/keys/{id}/restore`. The first route that fits counts. */
  readonly path: string;
  readonly kind: OperationKind;
  /** Whether it needs no token: the identity services. */
  readonly open?: true;
  /** Whether the route is meant by such a query, where one path has several operations: `action=wrap`. */
  readonly query?: Readonly<Record<string, string>>;
  /** Default: those of the key service. */
  readonly refusals?: Refusals;
  /** Acts wholly or not at all. @throws IbmRefusal */
  run(request: IbmRequest, world: World): Reply;
}
