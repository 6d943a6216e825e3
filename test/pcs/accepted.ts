/**
 * Every difference in text that is meant. Both patterns have to match, and what they match is then left out of the
 * comparison on both sides; everything around it still has to be the same. A pattern names one message; groups it
 * captures have to be equal on both sides. An entry that no command of a whole run needs is reported as a fault.
 */
export interface AcceptedDifference {
  readonly id: string;
  /** Why the texts differ on purpose. */
  readonly reason: string;
  readonly stream: 'output' | 'errors';
  readonly pcs: RegExp;
  readonly hawser: RegExp;
}

export const ACCEPTED: readonly AcceptedDifference[] = [
  {
    id: 'own help text',
    reason: 'The help is written in our own sentences; that it is shown, and for which group, is compared.',
    stream: 'output',
    pcs: /^Usage: pcs (\w+|\[-f) .*$/,
    hawser: /^Usage: pcs (\w+|\[-f)[ .].*$/,
  },
  {
    id: 'own usage text',
    reason:
      'The help is written in our own sentences; that help is shown, and for which group, is compared. A near miss is answered with what was probably meant.',
    stream: 'errors',
    pcs: /(?:^| )Usage: pcs (\w+|\[-f).*$/,
    hawser:
      /(?:Error: there is no command '[^']+'; did you mean '[^']+'\? )?(?:^| |(?<=\? ))Usage: pcs (\w+|\[-f).*$/,
  },
  {
    id: 'what the schema forbids is said in one line',
    reason:
      'pcs prints the whole CIB and does not say what is wrong with it; ours names the attribute and the element.',
    stream: 'errors',
    pcs: /(?:Adding [^:]+\(kind: [^)]*\) \(Options: [^)]*\) )?Error: Unable to update cib 1 <cib .* Call failed: Update does not conform to the configured schema/,
    hawser: /Error: Unable to update cib: .+ \[HWS-PCS-003\]/,
  },
  {
    id: 'a word grown together with its neighbour is found again',
    reason: 'S1.83: pcs shows its help, ours the command that was meant.',
    stream: 'errors',
    pcs: /^Usage: pcs constraint .*$/,
    hawser:
      /^Error: 'then' is missing between two resources; did you mean 'pcs constraint order [^']+ then [^']+'\?$/,
  },
  {
    id: 'a command of another group is told where it is',
    reason: 'S1.145: pcs shows its help, ours the command that was meant.',
    stream: 'errors',
    pcs: /^Usage: pcs resource .*$/,
    hawser: /^Error: there is no command 'resource constraint'; did you mean 'pcs constraint [^']+'\?$/,
  },
  {
    id: 'what speaks is told beside the version',
    reason:
      'S1.44: the version of pcs alone is on the standard output; that it is not pcs is said beside it.',
    stream: 'errors',
    pcs: /^$/,
    hawser: /^Hawser \S+, with the commands of pcs \S+$/,
  },
  {
    id: 'a file that is no CIB is told with the reason',
    reason: 'pcs says that it cannot get it, or hands on what cibadmin says.',
    stream: 'errors',
    pcs: /^Error: unable to (?:get cib|process cib|get crm_config .* could not perform requested operations)$/,
    hawser: /^Error: unable to get cib, .+ \[HWS-PCS-002\]$/,
  },
  {
    id: 'an assertion is spelled out as such',
    reason: 'Who says that a node is off vouches for data on disks: that is said before it is done.',
    stream: 'errors',
    pcs: /use --force to override$/,
    hawser:
      /use --force to override Hint: With it YOU vouch that \S+ is off and stays off: look at the machine or its power reading first\.$/,
  },
  {
    id: 'a node that is not there is told with the one that was meant',
    reason: 'S1.73: pcs hands on what crm_attribute says.',
    stream: 'errors',
    pcs: /^Error: unable to set attribute (\S+) crm_attribute: Could not map name=(\S+) to a UUID$/,
    hawser: /^Error: unable to set attribute (\S+): there is no node '([^']+)'(?:; did you mean '[^']+'\?)?$/,
  },
  {
    id: 'an agent that is not there is told in our words',
    reason: 'pcs hands on what crm_resource says.',
    stream: 'errors',
    pcs: /Agent '(\S+)' is not installed or does not provide valid metadata: crm_resource: Metadata query for \S+ failed: .+?, Error performing operation: No such object(, use --force to override)?/,
    hawser:
      /Agent '(\S+)' is not installed or does not provide valid metadata: \S+(?: is not installed|: Failed to connect to bus: No such file or directory)(, use --force to override)?/,
  },
  {
    id: 'options that all fence agents have are described in our words',
    reason: 'Their descriptions are not of the agents; that each is shown in its place is compared.',
    stream: 'output',
    pcs: /(?<=(pcmk_host_map): ).* (pcmk_action_limit): .*(?= Default operations:)/,
    hawser: /(?<=(pcmk_host_map): ).* (pcmk_action_limit): .*(?= Default operations:)/,
  },
  {
    id: 'options that trace agents are described in our words',
    reason: 'Their descriptions are not of the agents; that they are shown is compared.',
    stream: 'output',
    pcs: /(?<=(trace_ra): ).* (trace_file): .*(?= Default operations:)/,
    hawser: /(?<=(trace_ra): ).* (trace_file): .*(?= Default operations:)/,
  },
  {
    id: 'resource master is refused for a resource that cannot be promoted',
    reason: 'S1.121: pcs does not know the command any more.',
    stream: 'errors',
    pcs: /^Usage: pcs resource \.\.\. .*$/,
    hawser:
      /^Deprecation Warning: 'pcs resource master' is deprecated, use 'pcs resource promotable [^']+' Error: Clone option 'promotable' is not compatible with '\S+' resource agent of resource '\S+', use --force to override$/,
  },
  {
    id: 'the hint on the word master is ours',
    reason: 'The sentence is our own.',
    stream: 'errors',
    pcs: /(?<=^Error: missing value of 'master' option )Hint: .*$/,
    hawser: /(?<=^Error: missing value of 'master' option )Hint: .*'promotable' instead of 'master'\.$/,
  },
  {
    id: 'fence plugins of before fence agents are not listed',
    reason: 'Plugins of Heartbeat, without metadata of their own kind, are no agents that are run here.',
    stream: 'output',
    pcs: / ipmilan - IPMI Over LAN$/,
    hawser: /$/,
  },
];

/** A command that pcs refuses and ours obeys: an older form that the documents use, or one on which pcs trips. */
export interface OlderForm {
  readonly id: string;
  readonly command: RegExp;
  /** What pcs refuses it with. */
  readonly pcs: RegExp;
  /** What ours says besides obeying. */
  readonly hawser: RegExp;
}

export const OLDER_FORMS: readonly OlderForm[] = [
  {
    id: 'property set --node sets attributes of a node (S1.73)',
    command: /^property set --node \S+ \S+=\S+$/,
    pcs: /^Error: Specified option '--node' is not supported in this command$/,
    hawser:
      /^Deprecation Warning: 'pcs property set --node' is an older form\. Please use 'pcs node attribute .+' instead\.$/,
  },
  {
    id: 'resource create --clone and --master (S1.106, S1.118)',
    command: /^resource create .*--(?:clone|master)\b/,
    pcs: /^(?:Error: option --clone not recognized Usage: .*|Deprecation Warning: Option '--master' is deprecated and has been replaced by option '--promoted' Error: Specified option '--promoted' is not supported in this command)$/,
    hawser:
      /^Deprecation Warning: Option '--(?:clone|master)' is deprecated and has been replaced by the keyword '(?:clone|promotable)'$/,
  },
  {
    id: 'resource master (S1.121, S1.122, S1.123)',
    command: /^resource master /,
    pcs: /^Usage: pcs resource \.\.\. /,
    hawser: /^Deprecation Warning: 'pcs resource master' is deprecated, use 'pcs resource promotable [^']+'$/,
  },
  {
    id: 'a resource is put before another one of its group',
    command: /^resource create \S+ \S+ .*--before \S+$/,
    pcs: /^Error: Unable to update cib Call failed: Application of update diff failed$/,
    hawser: /^$/,
  },
  {
    id: 'a bundle is changed',
    command: /^resource bundle (?:update|reset) /,
    pcs: /^Error: Unable to update cib Call failed: Application of update diff failed$/,
    hawser: /^$/,
  },
  {
    id: 'resources that sets of constraints name are removed',
    command: /^resource (?:delete|remove) \S+$/,
    pcs: /Error: unable to remove resource: \S+, it may still be referenced in constraints\.$/,
    hawser: /Deleting Resource - \S+$/,
  },
];

/** The older form that a command is, when pcs refused it and ours obeyed it with a hint. */
export function olderForm(command: string, pcs: string, hawser: string): OlderForm | null {
  return (
    OLDER_FORMS.find(
      (form) => form.command.test(command) && form.pcs.test(pcs) && form.hawser.test(hawser),
    ) ?? null
  );
}

/** Takes the accepted differences out of two normalised texts; tells which entries were needed. */
export function withoutAccepted(
  stream: 'output' | 'errors',
  expected: string,
  got: string,
): { readonly expected: string; readonly got: string; readonly used: readonly string[] } {
  const used: string[] = [];
  if (expected === got) return { expected, got, used };
  let left = expected;
  let right = got;
  for (const entry of ACCEPTED) {
    if (entry.stream !== stream) continue;
    const one = entry.pcs.exec(left);
    const other = entry.hawser.exec(right);
    if (one === null && other === null) continue;
    if (one === null || other === null || one.slice(1).join('\0') !== other.slice(1).join('\0')) continue;
    if (one[0] === other[0]) continue;
    left = left.replace(entry.pcs, `«${entry.id}»`);
    right = right.replace(entry.hawser, `«${entry.id}»`);
    used.push(entry.id);
  }
  return { expected: left, got: right, used };
}
