/** Names under which agents take secrets, where their metadata do not say so. */
const SECRET_NAME =
  /passw|passphrase|secret|token|api_?key|private_?key|hexadecimal_kg|community|credential/i;

const MASK = '********';

/** Shorter values are too common in texts to be told from them. */
const SHORTEST = 3;

/** Whether a parameter holds a secret: its metadata say so, or its name does. Scripts and files that yield one do not. */
export function isSecretName(name: string, privateNames: readonly string[]): boolean {
  if (privateNames.includes(name)) return true;
  return SECRET_NAME.test(name) && !/_(script|file|path)$|^CRM_meta_/i.test(name);
}

/** Values that must not be seen in logs, results and answers. */
export function secretValues(
  parameters: Readonly<Record<string, string>>,
  privateNames: readonly string[],
): readonly string[] {
  const values: string[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (value.length >= SHORTEST && isSecretName(name, privateNames)) values.push(value);
  }
  // Longer ones first: one may be part of another.
  return values.sort((a, b) => b.length - a.length);
}

/** Text without the secrets. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  let masked = text;
  for (const secret of secrets) masked = masked.replaceAll(secret, MASK);
  return masked;
}
