import type { Texts } from './texts.ts';

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h`;
  return plural(Math.round(seconds / 86_400), 'day', 'days');
}

export const en: Texts = {
  language: 'en',
  languageName: 'English',
  otherLanguage: '中文',
  product: 'Hawser',
  lightOrDark: 'Light or dark',
  skipToContent: 'Skip to content',

  signIn: {
    title: 'Sign in',
    hint: 'This page sees and switches every machine of the cluster.',
    user: 'User',
    password: 'Password',
    token: 'Keystone token',
    tokenHint: 'openstack token issue -f value -c id',
    byPassword: 'With a password',
    byToken: 'With a Keystone token',
    submit: 'Sign in',
    out: 'Sign out',
    ended: 'The sign-in has ended. Please sign in again.',
    as: (user, role) => `${user} (${role})`,
    roles: { viewer: 'viewer', operator: 'operator', admin: 'administrator' },
  },

  cluster: {
    title: (name) => `Cluster ${name}`,
    servedBy: (node) => `This page comes from ${node}.`,
    shutDown: 'Shut down cluster',
    powerOn: 'Power on cluster',
    readAgain: 'Read again',
    reading: 'Asking cluster and BMCs…',
    readingHint: 'A BMC that does not answer takes about 12 seconds.',
    notAllowed: 'Your role may look, but not switch. Ask for the role operator.',
    running: 'A run is under way.',
    nodes: 'Nodes',
    noNodes: 'No node is known yet',
    summary: (on, off, unknown) => `${on} on, ${off} off, ${unknown} unknown`,
    gatesClosed: 'The cluster cannot be shut down or started from here just now',
    watcherDown: 'The shutdown watcher does not run on this controller',
    watcherDownHint: 'Nothing can be shut down or started until it does.',
  },

  table: {
    node: 'Node',
    role: 'Role',
    power: 'Power',
    membership: 'In the cluster',
    bmc: 'BMC',
    progress: 'Progress',
    result: 'Result',
    read: (age) => `read ${age}`,
    roles: { compute: 'Compute', controller: 'Controller', other: 'Other', foreign: 'No member' },
    powers: { on: 'On', off: 'Off', unknown: 'Unknown' },
    memberships: { online: 'Online', offline: 'Offline', unknown: 'Not known', foreign: 'No member' },
    phases: {
      waiting: 'Waiting',
      reading: 'Reading power',
      soft: 'Shutting down',
      hard: 'Powering off hard',
      'powering-on': 'Powering on',
      done: 'Done',
    },
    verdicts: {
      off: 'Off, confirmed',
      on: 'On, confirmed',
      'still-on': 'Still on',
      'still-off': 'Still off',
      'bmc-unreachable': 'BMC unreachable',
      refused: 'BMC refuses',
      commanded: 'Commanded off',
      held: 'Held back',
      'not-reached': 'Not reached',
    },
  },

  preview: {
    title: { shutdown: 'Shut down cluster', start: 'Power on cluster' },
    intro: {
      shutdown: (commanded, machines) =>
        `${commanded} of ${plural(machines, 'machine', 'machines')} will be shut down, batch by batch.`,
      start: (commanded, machines) =>
        `${commanded} of ${plural(machines, 'machine', 'machines')} will be powered on, batch by batch.`,
    },
    batches: 'Batches',
    batch: (number, kind, count) => `${number}. ${kind}: ${plural(count, 'machine', 'machines')}`,
    kinds: {
      compute: 'Compute nodes',
      other: 'Other machines',
      'remote-controllers': 'Other controllers',
      'this-controller': 'This controller',
    },
    commanded: (commanded) => `${commanded} will get a command`,
    waves: 'in this order',
    quorum: 'Quorum',
    quorumKept: (online, needed, margin) =>
      `Quorum after it: ${online} online, ${needed} needed; ${margin} more may go`,
    quorumLost: (online, needed) =>
      `Quorum is gone after it (${online} online, ${needed} needed); the watcher goes on without it`,
    stops: (count) => `${plural(count, 'service', 'services')} will stop`,
    stopsNothing: 'No service runs.',
    onNode: (node) => `on ${node}`,
    unreadable: (count) => `${plural(count, 'BMC gives', 'BMCs give')} no reading`,
    warnings: 'To be known before',
    changed: 'The cluster has changed since this plan was made',
    changedIntro: 'Nothing was done. This is the plan of this moment; look at it and confirm it anew.',
    wholePlan: 'the plan',
    typeName: (name) => `Type the cluster’s name, ${name}, to confirm`,
    nameDiffers: 'This is not the cluster’s name.',
    madeAt: (age) => `As read ${age}.`,
    confirm: { shutdown: 'Shut down', start: 'Power on' },
    cancel: 'Do nothing',
    whats: {
      power: 'power',
      membership: 'state in the cluster',
      role: 'role',
      bmc: 'BMC',
      policy: 'policy',
      batch: 'batch',
      presence: 'presence',
      acceptor: 'accepting controller',
      cluster: 'cluster',
    },
  },

  run: {
    title: { shutdown: 'The cluster is being shut down', start: 'The cluster is being powered on' },
    handedOver: 'The request is on disk and waits for the watcher.',
    progress: (done, all) => `${done} of ${all} machines are through`,
    facts: (who, begun, heard) => `Requested by ${who}, begun ${begun}. Last news ${heard}.`,
    cancel: 'Cancel the run',
    cancelTitle: 'Cancel the run?',
    cancelHint: 'No further command is sent. Machines that were told to go down go down all the same.',
    cancelConfirm: 'Cancel the run',
    goOn: 'Let it go on',
    lastMachine: (node) => `${node} serves this page and goes last: the page will then lose its connection.`,
  },

  connection: {
    lost: 'The connection to the server is lost',
    lostHint: 'What is shown is old. The page goes on trying.',
    lastToGo: (node) => `${node}, which serves this page, has gone`,
    lastToGoHint:
      'That was to be expected: it was the last one. Nobody is left who could read its power from here, so this page cannot say that it is off. When it is back, its report is shown here.',
    duringRun: (pending) => `The connection was lost while ${pending} machines were not through`,
    duringRunHint:
      'The watcher on the controller goes on without this page. What has happened since is not known here; another controller’s page or the BMCs can tell.',
    tryNow: 'Try now',
    trying: 'Trying to reach the server…',
  },

  report: {
    title: 'Last run',
    none: 'Nothing was shut down or started from this controller yet.',
    outcomes: {
      shutdown: {
        done: 'Shutdown complete: every machine is as wanted',
        incomplete: 'Shutdown went to its end, but not every machine is off',
        cancelled: 'Shutdown was cancelled',
        interrupted: 'Shutdown was interrupted: the controller went down in the middle',
      },
      start: {
        done: 'Start complete: every machine is as wanted',
        incomplete: 'Start went to its end, but not every machine is on',
        cancelled: 'Start was cancelled',
        interrupted: 'Start was interrupted: the controller went down in the middle',
      },
    },
    run: 'Run',
    acceptor: 'Accepted by',
    requestedBy: 'Requested by',
    begun: 'Begun',
    ended: 'Ended',
    took: (text) => `took ${text}`,
    steps: (count) => plural(count, 'command or reading', 'commands and readings'),
    notes: 'Notes',
    actions: { status: 'Read power', soft: 'Soft power-off', off: 'Hard power-off', on: 'Power on' },
    commandedHint: 'Told to power off as the last; a reading is not possible from itself.',
  },

  problem: {
    whatToDo: 'What to do',
    unreachable: 'The server does not answer',
    unreachableHint: 'Check the network, or use the page of another controller.',
    nonsense: 'The server’s answer is not understood',
    nonsenseHint: 'Load the page anew; page and server may be of different versions.',
    requestId: (id) => `Request ${id}`,
    byCode: {},
  },

  age: (seconds) => (seconds < 2 ? 'just now' : `${duration(seconds)} ago`),
  duration,
  working: 'Working',
  notice: { info: 'Information:', success: 'Success:', warning: 'Warning:', danger: 'Problem:' },
};
