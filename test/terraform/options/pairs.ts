/** Levels of factors, by name. */
export type Factors = Readonly<Record<string, readonly unknown[]>>;
export type Row = Readonly<Record<string, unknown>>;

/** As few rows as a greedy choice finds in which every level of each factor meets every level of each other one. */
export function allPairs(factors: Factors): readonly Row[] {
  const rows = everyRow(factors);
  const open = new Set(rows.flatMap(pairsIn));
  const chosen: Row[] = [];
  while (open.size > 0) {
    const news = (row: Row): number => pairsIn(row).filter((pair) => open.has(pair)).length;
    const best = rows.reduce((one, other) => (news(other) > news(one) ? other : one));
    chosen.push(best);
    for (const pair of pairsIn(best)) open.delete(pair);
  }
  return chosen;
}

function everyRow(factors: Factors): readonly Row[] {
  return Object.entries(factors).reduce<readonly Row[]>(
    (rows, [name, levels]) => rows.flatMap((row) => levels.map((level) => ({ ...row, [name]: level }))),
    [{}],
  );
}

function pairsIn(row: Row): readonly string[] {
  const levels = Object.entries(row).map(([name, level]) => `${name}=${String(level)}`);
  return levels.flatMap((one, index) => levels.slice(index + 1).map((other) => `${one} ${other}`));
}
