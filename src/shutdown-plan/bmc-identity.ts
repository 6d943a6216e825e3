const MAPPED = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;

/**
 * One text for all spellings of where a BMC listens, given as `host:port`: case, a closing dot, the many forms of an IPv4
 * address (inet_aton(3)) and of an IPv6 address (RFC 4291, 2.2), IPv4 addresses in IPv6 form. Two names of one address stay
 * two: that only a name server knows.
 */
export function bmcIdentity(bmc: string): string {
  const colon = bmc.lastIndexOf(':');
  const [host, port] = [bmc.slice(0, colon).trim().toLowerCase(), bmc.slice(colon + 1)];
  return `${hostIdentity(host.replace(/^\[(.*)\]$/, '$1'))} ${port}`;
}

function hostIdentity(host: string): string {
  const written = host.includes(':') ? `[${host}]` : host;
  if (!URL.canParse(`http://${written}`)) return host;
  const { hostname } = new URL(`http://${written}`);
  const mapped = MAPPED.exec(hostname);
  if (mapped === null) return hostname.replace(/\.$/, '');
  const [high, low] = mapped.slice(1).map((part) => Number.parseInt(part, 16)) as [number, number];
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}
