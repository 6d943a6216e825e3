import { isTrue } from '../../result/boolean.ts';
import { clusterProperty } from '../cib/property.ts';
import { countChange } from '../cib/version.ts';
import { isDc, log, nameOf, send } from '../emit.ts';
import { onStandingOfFencings } from '../fencing/on-standing.ts';
import type { MessageBody } from '../model/message.ts';
import type { ControllerState } from '../model/state.ts';
import { awaitFoundation, forgetProposals } from '../requests/proposals.ts';
import { abortTransition, requestSchedule } from '../transition/abort.ts';
import { beginWait, endWait } from '../waits.ts';
import { isMajority, lost } from './majority.ts';

type StandingMessage = Extract<MessageBody, { kind: 'standing' }>;
type Verdict = Pick<StandingMessage, 'standing' | 'isQuorate' | 'isAccepted'>;

/** What is waited for is said again after this time. */
const REMINDER_MS = 60_000;

/** The members have changed, for all at the same point of the order: what the new view may do is open. */
export function beginView(state: ControllerState): void {
  const { replicated } = state;
  replicated.view++;
  replicated.standing = 'undetermined';
  state.pronounced = null;
  state.isWordOverdue = false;
  state.persisted.clear();
  forgetProposals(state);
  awaitStanding(state, state.times.delivery);
}

function awaitStanding(state: ControllerState, ms: number): void {
  beginWait(state, 'standing', 'word on whether this view is primary', state.now + ms, { kind: 'standing' });
}

/** Without quorum everything is allowed, by the operator's own choice. */
export function ignoresQuorum(state: ControllerState): boolean {
  return clusterProperty(state.cib, 'no-quorum-policy')?.toLowerCase() === 'ignore';
}

/**
 * The DC's duty: tells the view its standing as soon as the word on quorum belongs to it, and again when that word has
 * changed. False while nothing may be decided.
 */
export function determine(state: ControllerState): boolean {
  if (state.pronounced !== null) return false;
  const verdict = judge(state);
  const { standing } = state.replicated;
  if (verdict !== null && isNews(state, verdict)) {
    pronounce(state, verdict);
    return false;
  }
  const isSettled = verdict !== null && verdict.standing === standing;
  if (isSettled) endWait(state, 'standing');
  else if (!state.waits.has('standing')) awaitStanding(state, state.times.delivery);
  return standing !== 'undetermined';
}

function isNews(state: ControllerState, verdict: Verdict): boolean {
  const { standing, lastPrimary } = state.replicated;
  if (verdict.standing !== standing || verdict.isQuorate !== isTrue(state.cib.get('have-quorum')))
    return true;
  return standing === 'primary' && String(lastPrimary.hosts) !== String(state.quorum.members);
}

function pronounce(state: ControllerState, verdict: Verdict): void {
  const { seniority } = state.replicated;
  const body: StandingMessage = {
    kind: 'standing',
    ...verdict,
    members: [...seniority].sort((a, b) => a - b),
    hosts: state.quorum.members,
  };
  state.pronounced = JSON.stringify(body);
  send(state, body);
  awaitStanding(state, state.times.delivery);
}

const MINORITY: Verdict = { standing: 'minority', isQuorate: false, isAccepted: false };

/** What the view is; `null` while that cannot be told. */
function judge(state: ControllerState): Verdict | null {
  const { replicated, quorum, awaitedQuorum, isWordOverdue } = state;
  const members = replicated.seniority;
  const { isQuorate } = quorum;
  const primary: Verdict = { standing: 'primary', isQuorate, isAccepted: false };
  // The word on quorum is of another view: of one that some of the members were not in, or that had more.
  const isOfBefore = awaitedQuorum.size > 0;
  if (!members.every((id) => quorum.members.includes(id)) || (isOfBefore && !isMajority(state, members))) {
    if (!isWordOverdue) return null;
    return ignoresQuorum(state) ? { ...primary, isQuorate: false } : MINORITY;
  }
  if (isOfBefore && !isWordOverdue) return null;
  if (ignoresQuorum(state)) return primary;
  if (!isQuorate) return MINORITY;
  if (replicated.standing === 'primary' || isMajority(state, members) || goesOn(state)) return primary;
  return replicated.acceptance?.view === replicated.view ? { ...primary, isAccepted: true } : null;
}

/**
 * Whether the view may go on where the last primary one stopped, without asking more than half of all nodes: it has never
 * been a minority since, all nodes that are up by the word on quorum are members or were in sight throughout, and those
 * that were lost are not enough to have confirmed a change that nobody here has seen.
 */
function goesOn(state: ControllerState): boolean {
  const { replicated, quorum } = state;
  const { isUnbroken, members, hosts } = replicated.lastPrimary;
  if (!isUnbroken) return false;
  const isInSight = (id: number): boolean => replicated.seniority.includes(id) || hosts.includes(id);
  if (!quorum.members.every(isInSight)) return false;
  return !isMajority(state, lost(members, replicated.seniority));
}

/** The DC's word has been delivered in the view it was sent for. */
export function onStanding(state: ControllerState, from: number, message: StandingMessage): void {
  const { replicated, cib } = state;
  if (from !== replicated.seniority[0]) return;
  const { standing, isQuorate, members, hosts, isAccepted } = message;
  const before = replicated.standing;
  state.pronounced = null;
  state.isWordOverdue = false;
  endWait(state, 'standing');
  replicated.standing = standing;
  const { descent } = replicated;
  if (standing === 'primary') {
    replicated.lastPrimary = { members, hosts, isUnbroken: true };
    if (before !== 'primary') {
      replicated.descent = {
        ...descent,
        lineage: descent.lineage + 1,
        vouched: descent.vouched + (isAccepted ? 1 : 0),
      };
      state.persisted.clear();
      awaitFoundation(state);
    }
  } else {
    replicated.lastPrimary = { ...replicated.lastPrimary, isUnbroken: false };
    if (before === 'primary') forgetProposals(state);
  }
  const hadQuorum = isTrue(cib.get('have-quorum'));
  if (cib.get('have-quorum') !== (isQuorate ? '1' : '0')) {
    cib.set('have-quorum', isQuorate ? '1' : '0');
    if (isQuorate) cib.set('no-quorum-panic', '1');
    countChange(cib, 'status');
  }
  if (before === standing && hadQuorum === isQuorate) return;
  tell(state, message, before);
  if (isDc(state)) onStandingOfFencings(state);
  abortTransition(state, 'the standing of the view has changed');
  requestSchedule(state, 'the standing of the view has changed');
}

function tell(state: ControllerState, message: StandingMessage, before: string): void {
  const { standing, isQuorate, members, isAccepted } = message;
  const names = members.map((id) => nameOf(state, id)).join(', ');
  const { lineage } = state.replicated.descent;
  if (standing === 'primary') {
    const how = isAccepted
      ? 'by the word of an operator'
      : isQuorate
        ? 'with quorum'
        : 'without quorum, which is ignored';
    log(state, 'notice', 'HWS-CTL-056', `The view of ${names} is primary, ${how}`, { lineage });
  } else {
    const text = before === 'primary' ? 'Quorum is lost' : 'There is no quorum';
    log(state, 'warning', 'HWS-CTL-018', `${text}: ${names} are a minority`);
  }
}

/** The standing has been open for its time: that is said, again and again. */
export function onStandingDeadline(state: ControllerState): void {
  if (state.phase !== 'ready') return;
  state.pronounced = null;
  state.isWordOverdue = true;
  if (isDc(state)) {
    const verdict = judge(state);
    // What the deadline itself decides is not waited for any longer.
    if (verdict === null) log(state, 'error', 'HWS-CTL-057', `Nothing is decided: ${standingReason(state)}`);
    else if (!isNews(state, verdict)) return;
    else
      log(
        state,
        'error',
        'HWS-CTL-019',
        `No word on quorum that belongs to this view: taken to be ${verdict.standing}`,
      );
  } else if (state.replicated.standing === 'undetermined')
    log(state, 'warning', 'HWS-CTL-057', `Nothing is decided: ${standingReason(state)}`);
  else return;
  awaitStanding(state, REMINDER_MS);
}

/** Why the view is not primary, in words; `null` when it is. */
export function standingReason(state: ControllerState): string | null {
  const { replicated, quorum, awaitedQuorum } = state;
  const { standing, seniority } = replicated;
  if (standing === 'primary') return null;
  if (state.phase !== 'ready') return 'the members are not synchronized';
  if (!isDc(state) && standing === 'undetermined') {
    return `the word of ${nameOf(state, seniority[0] ?? 0)} on whether this view is primary is awaited`;
  }
  if (!isDc(state) || !quorum.isQuorate) {
    return standing === 'minority' ? 'there is no quorum' : 'word on quorum is awaited';
  }
  const isOfView = seniority.every((id) => quorum.members.includes(id)) && awaitedQuorum.size === 0;
  if (!isOfView || state.pronounced !== null) return 'word on quorum is awaited';
  const missing = state.options.configuredNodes.filter(({ nodeId }) => !seniority.includes(nodeId));
  const names = missing.map(({ name }) => name).join(', ');
  return `the nodes are quorate, but a newer configuration may be on the disks of ${names}, whose daemons are not here; start them, or vouch for this one: hawser cluster accept-configuration`;
}

/** An operator vouches for the configuration of the present view. */
export function onAccept(state: ControllerState, message: Extract<MessageBody, { kind: 'accept' }>): boolean {
  const { replicated } = state;
  if (replicated.standing === 'primary') return false;
  const { operator, at } = message;
  replicated.acceptance = { operator, at, view: replicated.view };
  log(
    state,
    'warning',
    'HWS-CTL-058',
    `${operator} has vouched for the configuration of this part of the cluster: what others may have acknowledged since is given up`,
    { operator },
  );
  return true;
}
