/** Words of a command, parted at its keywords. */
export interface KeywordParts {
  /** What stands before the first keyword. */
  readonly first: readonly string[];
  /** For each mention of a keyword what follows it, up to the next keyword. */
  readonly parts: readonly { readonly keyword: string; readonly words: readonly string[] }[];
  /** All words that follow any mention of a keyword; `null` when it is not mentioned. */
  readonly of: (keyword: string) => readonly string[] | null;
  /** The words of each mention of a keyword. */
  readonly each: (keyword: string) => readonly (readonly string[])[];
}

/** Parts words at keywords: `d1 ip=1 op monitor meta a=b` by `op` and `meta`. */
export function splitAtKeywords(words: readonly string[], keywords: readonly string[]): KeywordParts {
  const first: string[] = [];
  const parts: { keyword: string; words: string[] }[] = [];
  for (const word of words) {
    if (keywords.includes(word)) parts.push({ keyword: word, words: [] });
    else (parts.at(-1)?.words ?? first).push(word);
  }
  const each = (keyword: string) =>
    parts.filter((part) => part.keyword === keyword).map((part) => part.words);
  const of = (keyword: string) => {
    const mentions = each(keyword);
    return mentions.length === 0 ? null : mentions.flat();
  };
  return { first, parts, of, each };
}
