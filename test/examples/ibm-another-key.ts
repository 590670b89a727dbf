import type { ExampleProject } from "./example-project";

const FIRST = 'aliases: ["payments"],';
/** The service keeps a description as it was made, so a key with another one is another key. */
const ANOTHER = `${FIRST} description: "encrypts the flags",`;

/** Makes the program of examples/ibm-app-configuration ask for another root key than it did. */
export function askForAnotherKey(example: ExampleProject): void {
  example.edit(FIRST, ANOTHER);
}

/** Takes that back. */
export function askForFirstKey(example: ExampleProject): void {
  example.edit(ANOTHER, FIRST);
}
