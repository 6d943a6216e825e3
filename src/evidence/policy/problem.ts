import type { Problem } from '../../result/problem.ts';

function problem(code: string, message: string, hint: string, id: string | null): Problem {
  return { code, severity: 'error', message, hint, id, at: null };
}

/** Something in a policy is missing, unknown or has a wrong value. */
export function policyMalformed(where: string, what: string): Problem {
  return problem(
    'HWS-EVD-001',
    `The policy cannot be used: ${where}: ${what}`,
    'Compare with a shipped policy: hawser compute policy show ping-all',
    where,
  );
}

/** A combination of values for which the policy says nothing. */
export function policyIncomplete(policy: string, cases: readonly string[], count: number): Problem {
  const more = count > cases.length ? ` (and ${count - cases.length} more)` : '';
  return problem(
    'HWS-EVD-002',
    `The policy ${policy} says nothing for: ${cases.join(' | ')}${more}`,
    'Add a rule that holds there; where too little is known the verdict is unknown',
    policy,
  );
}

/** Two rules hold for the same values and say different things. */
export function policyContradictory(
  policy: string,
  rules: readonly [string, string],
  example: string,
): Problem {
  return problem(
    'HWS-EVD-003',
    `The rules ${rules[0]} and ${rules[1]} of the policy ${policy} contradict each other for: ${example}`,
    'Name in one of the two the values for which the other holds; the order of rules means nothing',
    policy,
  );
}

/** A rule gives a host up, or meddles with it, though what it goes by may be unknown. */
export function policyRash(policy: string, rule: string, why: string): Problem {
  return problem(
    'HWS-EVD-004',
    `The rule ${rule} of the policy ${policy} acts without evidence: ${why}`,
    'Unknown is never down: a rule with the verdict dead or recover has to name evidence that is known',
    policy,
  );
}

/** The table is too large to be checked. */
export function policyTooLarge(policy: string, cells: number, most: number): Problem {
  return problem(
    'HWS-EVD-005',
    `The policy ${policy} has ${cells} combinations of values; at most ${most} can be checked`,
    'Use fewer signals in one policy',
    policy,
  );
}

/** The file of a policy cannot be read, or is no YAML. */
export function policyUnreadable(path: string, why: string): Problem {
  return problem(
    'HWS-EVD-006',
    `The policy ${path} cannot be read: ${why}`,
    'Give a YAML file, or a shipped policy: hawser compute policy check shows them',
    path,
  );
}
