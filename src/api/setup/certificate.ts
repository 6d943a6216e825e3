import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
/** Browsers take no server certificate that is valid for longer (CA/Browser Forum; Apple's limit is 825 days). */
const VALID_DAYS = 825;
const DAY_MS = 86_400_000;
/** Clocks of other machines may be behind ours. */
const SKEW_MS = 3_600_000;

/** A key and a certificate that it signs itself, both PEM, for the names and addresses under which we are reached. */
export async function makeCertificate(
  names: readonly string[],
  now: number,
): Promise<{ readonly key: string; readonly certificate: string }> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name: [{ CN: [names[0] ?? 'hawser'] }],
      keys,
      signingAlgorithm: ALGORITHM,
      notBefore: new Date(now - SKEW_MS),
      notAfter: new Date(now + VALID_DAYS * DAY_MS),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(
          names.map((name) => ({ type: isIP(name) === 0 ? ('dns' as const) : ('ip' as const), value: name })),
        ),
      ],
    },
    webcrypto,
  );
  const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { key: `${key}\n`, certificate: `${certificate.toString('pem')}\n` };
}
