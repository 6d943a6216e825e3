import { CONSTRAINT_GRAMMAR } from './grammar/constraints.ts';
import type { ElementGrammar, Grammar } from './grammar/element-grammar.ts';
import { OTHER_GRAMMAR } from './grammar/others.ts';
import { RESOURCE_GRAMMAR } from './grammar/resources.ts';
import { CONFIGURATION_GRAMMAR } from './grammar/sections.ts';
import { SET_GRAMMAR } from './grammar/sets.ts';

const GRAMMAR: Grammar = {
  ...CONFIGURATION_GRAMMAR,
  ...SET_GRAMMAR,
  ...RESOURCE_GRAMMAR,
  ...CONSTRAINT_GRAMMAR,
  ...OTHER_GRAMMAR,
};

/** The grammar of an element of the configuration, `null` when no element has that name. */
export function grammarOf(name: string): ElementGrammar | null {
  return Object.hasOwn(GRAMMAR, name) ? (GRAMMAR[name] ?? null) : null;
}
