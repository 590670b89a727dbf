import type { Route } from "../operation";
import { instanceTokenRoutes } from "./instance-token-routes";
import { policyRoutes } from "./policy-routes";
import { tokenRoutes } from "./token-routes";

/** The operations of IAM: tokens, authorization policies, roles. */
export const iamRoutes: readonly Route[] = [...tokenRoutes, ...instanceTokenRoutes, ...policyRoutes];
