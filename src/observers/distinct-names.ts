/**
 * Completes names that several items share: by the first fact in which all of them differ, else by all facts, and where even these are
 * the same, by the order in which the code declares them.
 */
export function distinguish<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  facts: readonly ((item: T) => string)[],
): Map<T, string> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group === undefined) groups.set(nameOf(item), [item]);
    else group.push(item);
  }
  const names = new Map<T, string>();
  for (const [name, group] of groups) {
    const distinctive = facts.find((fact) => new Set(group.map(fact)).size === group.length);
    const distinction =
      distinctive ??
      ((item: T) =>
        facts
          .map((fact) => fact(item))
          .filter((fact) => fact !== '')
          .join(' '));
    const seen = new Map<string, number>();
    for (const item of group) {
      const said = distinction(item);
      const completed = group.length === 1 || said === '' ? name : `${name} (${said})`;
      const count = (seen.get(completed) ?? 0) + 1;
      seen.set(completed, count);
      names.set(item, count === 1 ? completed : `${completed} #${count}`);
    }
  }
  return names;
}
