import { deprecation } from '../../../configuration/report.ts';
import { relationLines } from '../../../configuration/resources/relations/relation-lines.ts';
import { relationTree } from '../../../configuration/resources/relations/relation-tree.ts';
import { findResource, isStonith } from '../../../configuration/resources/resource-tree.ts';
import { type Call, FAILED } from '../call.ts';
import { tellReports } from '../reports.ts';

/** `pcs resource relations RESOURCE [--full]`. */
export async function relations(call: Call): Promise<number> {
  const [id, ...more] = call.words;
  if (id === undefined || more.length > 0) return call.wrong();
  const configuration = await call.read();
  if (configuration === null) return FAILED;
  const resource = findResource(configuration, id);
  if (resource === null) {
    const isOther = configuration.byId(id) !== null;
    return call.fail(isOther ? `'${id}' is not a resource` : `resource '${id}' does not exist`);
  }
  if (isStonith(resource)) {
    const message =
      'Ability of this command to accept stonith resource is deprecated and will be removed in a future release.';
    tellReports([deprecation('HWS-CFG-011', message)], call.output);
  }
  return call.print(...relationLines(relationTree(configuration, resource), call.has('full')));
}
