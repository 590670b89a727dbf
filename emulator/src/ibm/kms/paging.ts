import type { IbmRequest } from "../operation";
import { wholeNumber } from "./fields";
import { flag } from "./operation";
import { collection } from "./view";

const maxLimit = 5000;

/** The page of a collection that `limit`, `offset` and `totalCount` ask for. @throws KeyError INVALID_QUERY_PARAM_ERR */
export function page(
  request: IbmRequest,
  collectionType: string,
  all: readonly unknown[],
  defaultLimit: number,
): Record<string, unknown> {
  const limit = wholeNumber(request.query, "limit", defaultLimit, 1, maxLimit);
  const offset = wholeNumber(request.query, "offset", 0, 0, Number.MAX_SAFE_INTEGER);
  const total = flag(request, "totalCount") ? { totalCount: all.length } : {};
  return collection(collectionType, all.slice(offset, offset + limit), total);
}
