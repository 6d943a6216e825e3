/** What an object holds under a name that somebody chose: never what every object has (`constructor`). */
export function ownValue<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
