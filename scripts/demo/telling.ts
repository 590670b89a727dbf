/** How a story is told: headings, what the engine printed, and claims that are checked. */
export function heading(text: string): void {
  console.log(`\n== ${text}`);
}

/** Shows what is worth showing of what an engine printed. */
export function show(printed: string): void {
  const lines = printed.split("\n").filter((line) => line.trim() !== "");
  for (const line of lines) console.log(`   | ${line}`);
}

/** Says what holds. @throws Error when it doesn't */
export function claim(holds: boolean, text: string): void {
  if (!holds) throw new Error(`this should not have been: ${text}`);
  console.log(`   ✓ ${text}`);
}
