import {
  findPrimitive,
  setUtilization,
  utilizationLines,
} from '../../../configuration/resources/utilization.ts';
import { type Call, FAILED } from '../call.ts';
import { readPairs, WrongWords } from '../words/pairs.ts';

/** `pcs resource utilization`. */
export async function resourceUtilization(call: Call): Promise<number> {
  const [id, ...words] = call.words;
  if (id !== undefined && words.length > 0) {
    const pairs = readPairs(words);
    if (pairs instanceof WrongWords) return call.wrong(pairs);
    return await call.edit((configuration) => setUtilization(configuration, id, pairs));
  }
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  if (id !== undefined && findPrimitive(configuration, id) === null) {
    return call.fail(`Unable to find a resource: ${id}`);
  }
  return call.print('Resource Utilization:', ...utilizationLines(configuration, id ?? null));
}
