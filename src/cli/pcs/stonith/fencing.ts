import { stonith } from '../../stonith.ts';
import { type Call, FAILED } from '../call.ts';

/** `pcs stonith fence NODE [--off]`. */
export async function fence(call: Call): Promise<number> {
  const [node, ...more] = call.words;
  if (node === undefined || more.length > 0)
    return call.fail('must specify one (and only one) node to fence');
  if (call.has('simulate') || call.asksFirst) {
    const { weighFencing } = await import('../preview/gate.ts');
    const code = await weighFencing(call, node);
    if (code !== null) return code;
  }
  return await act(['fence', node, ...(call.has('off') ? ['--off'] : [])]);
}

/** `pcs stonith confirm NODE --force`: the operator vouches that a node is off. */
export async function confirm(call: Call): Promise<number> {
  const [node, ...more] = call.words;
  if (node === undefined || more.length > 0) {
    return call.fail('must specify one (and only one) node to confirm fenced');
  }
  if (call.isForced) return await act(['confirm', node, '--force']);
  return call.fail(
    `If node '${node}' is not powered off or it does have access to shared resources, data corruption and/or cluster failure may occur, use --force to override`,
  );
}

/** `pcs stonith history [show [NODE]]`. */
export async function history(call: Call): Promise<number> {
  const [word, ...nodes] = call.words;
  if ((word !== undefined && word !== 'show') || nodes.length > 1) return call.wrong();
  return await act(['history', ...nodes]);
}

async function act(words: readonly string[]): Promise<number> {
  return (await stonith(words)) === 0 ? 0 : FAILED;
}
