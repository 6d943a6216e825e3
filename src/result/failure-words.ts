/** Words of what was thrown, for a problem's message. */
export function failureWords(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
