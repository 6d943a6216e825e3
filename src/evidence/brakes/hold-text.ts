import type { Hold } from './brakes.ts';

/** A hold in words: what holds, by which numbers, and what releases it. */
export function holdText(hold: Hold): string {
  switch (hold.kind) {
    case 'disarmed': {
      const { owner, reason, expiresAt } = hold.by;
      return `disarmed by ${owner} (${reason}) until ${expiresAt} (epoch ms)`;
    }
    case 'intent': {
      const { kind, by, reason } = hold.intent;
      return `${kind} is under way, by ${by}: ${reason}`;
    }
    case 'own-vantage':
      return `this machine may be the sick one: ${hold.answering} of ${hold.known} vantage points answer, ${hold.needed} are needed`;
    case 'cliff':
      return `${hold.lost} of ${hold.watched} watched hosts are lost at once, more than ${hold.most}: look at network and power first`;
    case 'blind':
      return `of ${hold.blind} of ${hold.watched} watched hosts too little is known, more than ${hold.most}: look at the witnesses first`;
    case 'aggregate':
      return `the aggregate ${hold.aggregate} has lost ${hold.lost} hosts already, no more than ${hold.most} may be`;
    case 'at-a-time':
      return `${hold.running} hosts are being handled, no more than ${hold.most} at a time`;
    case 'cycle':
      return `${hold.released} hosts were released in this cycle, no more than ${hold.most} may be`;
    case 'resting':
      return `its last incident ended as ${hold.after} a short while ago; it is not begun anew yet`;
    case 'already-handled':
      return 'an incident of this host is open';
  }
}
