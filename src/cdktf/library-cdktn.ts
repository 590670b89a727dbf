/** The parts in which the two libraries differ, so that all else can be the same for both. These are cdktn's. */
import { TerraformEphemeralResource, TerraformResource } from "cdktn";

/** A resource that can mark an attribute as write-only: the library then checks that the engine has such attributes. */
export abstract class LibraryResource extends TerraformResource {
  protected markWriteOnly(value: unknown): unknown {
    return this.markWriteOnlyAttribute(value);
  }
}

export abstract class LibraryEphemeralResource extends TerraformEphemeralResource {}
