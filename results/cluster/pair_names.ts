/**
 * `FIRST-SECOND`, the name of a pair's directory, as its two hosts. Names of hosts have hyphens themselves, so where to
 * part is decided over all directories together.
 */

export type HostNames = readonly [first: string, second: string];

/**
 * @param names of the directories
 * @param firsts what is recorded as the name of the first host of each; `null` where nothing is
 * @returns the two hosts of each; `null` where a name is not made of two
 */
export function pairNames(
  names: readonly string[],
  firsts: readonly (string | null)[],
): (HostNames | null)[] {
  const certain = names.map((name, i) => {
    const options = partings(name);
    return options.length === 1 ? options[0]! : options.find(([first]) => first === firsts[i]) ?? null;
  });
  const degrees = degreesOf(names.map((name, i) => certain[i] === null ? partings(name) : [certain[i]!]));
  return names.map((name, i) => certain[i] ?? likeliest(partings(name), degrees));
}

/** All ways to part a name at a hyphen. */
function partings(name: string): HostNames[] {
  return [...name.matchAll(/-/g)].flatMap(({ index }): HostNames[] => {
    const [first, second] = [name.slice(0, index), name.slice(index + 1)];
    return first === "" || second === "" || first === second ? [] : [[first, second]];
  });
}

/** In how many directories a name may be the one or the other host. */
function degreesOf(options: readonly (readonly HostNames[])[]): Map<string, number> {
  const degrees = new Map<string, number>();
  for (const partings of options) {
    for (const name of new Set(partings.flat())) degrees.set(name, (degrees.get(name) ?? 0) + 1);
  }
  return degrees;
}

/** Both of whose names occur most often; among several the one with as many hyphens in both. */
function likeliest(options: readonly HostNames[], degrees: ReadonlyMap<string, number>): HostNames | null {
  const rated = options.map((option) => ({
    option,
    balance: Math.abs(hyphens(option[0]) - hyphens(option[1])),
    degree: Math.min(...option.map((name) => degrees.get(name)!)),
  }));
  rated.sort((a, b) => b.degree - a.degree || a.balance - b.balance);
  return rated[0]?.option ?? null;
}

function hyphens(name: string): number {
  return name.split("-").length;
}
