import {
  type LocationView,
  locationsByNode,
  locationsByResource,
} from '../../../configuration/constraints/text/location-text.ts';
import { type Call, FAILED } from '../call.ts';
import { oldName } from '../old-name.ts';
import { WrongWords } from '../words/pairs.ts';
import { readLocated } from './location.ts';

/** What a call asks to see of location constraints. */
export function locationView(call: Call): LocationView {
  return { withIds: call.has('full'), withExpired: call.has('all'), now: Date.now() / 1000 };
}

/** `pcs constraint location config [resources …|nodes …]`. */
export async function locationConfig(call: Call): Promise<number> {
  const [mode, ...names] = call.words;
  const headings: string[] = [];
  if (mode !== 'nodes') {
    for (const name of names) {
      const located = readLocated(name);
      if (located instanceof WrongWords) return call.wrong(located);
      headings.push(
        located.kind === 'pattern' ? `Resource pattern: ${located.pattern}` : `Resource: ${located.id}`,
      );
    }
  }
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const view = locationView(call);
  const lines =
    mode === 'nodes'
      ? locationsByNode(configuration, view, names.length > 0 ? names : null)
      : locationsByResource(configuration, view, headings.length > 0 ? headings : null);
  return call.print('Location Constraints:', ...lines.map((line) => `  ${line}`));
}

/** The older name of it. */
export function locationShow(call: Call): Promise<number> {
  oldName(call, 'pcs constraint location config');
  return locationConfig(call);
}
