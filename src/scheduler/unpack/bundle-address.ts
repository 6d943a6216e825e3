/**
 * The address after an IPv4 address, counted the way bundles count (spec A7.6.5): the last number first, then the third.
 * `null` when there is none.
 */
export function nextAddress(address: string): string | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  if (match === null) return null;
  let [, , , third, last] = match.map(Number) as [number, number, number, number, number];
  if (third > 253) return null;
  if (last > 253) {
    third++;
    last = 1;
  } else {
    last++;
  }
  return `${match[1]}.${match[2]}.${third}.${last}`;
}

/**
 * Addresses of a number of replicas, beginning with the first; `null` where they have run out. After that they begin
 * anew (observed).
 */
export function replicaAddresses(first: string | null, count: number): (string | null)[] {
  const addresses: (string | null)[] = [];
  let address = first;
  for (let i = 0; i < count; i++) {
    addresses.push(address);
    address = address === null ? first : nextAddress(address);
  }
  return addresses;
}
