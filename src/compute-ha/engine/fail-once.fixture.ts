/** The call of a name fails once, as when the database is locked or the disk is full; tells whether it has. */
export function failOnce<T extends object>(target: T, name: keyof T & string): () => boolean {
  let hasFailed = false;
  const whole = target[name] as (...given: unknown[]) => unknown;
  Object.defineProperty(target, name, {
    configurable: true,
    value: (...given: unknown[]) => {
      if (hasFailed) return whole.apply(target, given);
      hasFailed = true;
      throw new Error('database is locked');
    },
  });
  return () => hasFailed;
}
