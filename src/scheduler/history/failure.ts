import { INFINITY_SCORE } from '../../result/score.ts';
import { type Resource, topResource } from '../model/resource.ts';
import { Role } from '../model/role.ts';
import { addLocation } from '../placement/tables.ts';
import { replaceByBans } from './add-running.ts';
import { AgentResult } from './execution-status.ts';
import { unpackFailedMigrateFrom, unpackFailedMigrateTo } from './migration.ts';
import { type OperationContext, optionsOf, recordFailure, setActive } from './operation-context.ts';
import { graver } from './severity.ts';

/** What a failure says about the resource, and where it may go from here (spec A5.6.6). */
export function processFailure(context: OperationContext): void {
  const { cluster, node, resource, result, rc, task } = context;
  const options = optionsOf(context);
  result.lastFailure = context.entry;
  if (cluster.options.symmetric || rc !== AgentResult.NotInstalled) recordFailure(context);
  result.onFail = graver(result.onFail, options.onFail);

  switch (task) {
    case 'stop':
      addLocation(
        cluster,
        resource,
        node,
        -INFINITY_SCORE,
        cluster.settings.keepReasons
          ? { kind: 'failed-operation', operation: context.entry.key, effect: 'stop-failed' }
          : null,
      );
      break;
    case 'migrate_to':
      unpackFailedMigrateTo(context);
      break;
    case 'migrate_from':
      unpackFailedMigrateFrom(context);
      break;
    case 'promote':
      resource.role = Role.Promoted;
      break;
    case 'demote':
      if (options.onFail === 'block') {
        resource.role = Role.Promoted;
        resource.nextRole = Role.Stopped;
      } else if (rc === AgentResult.NotRunning) {
        resource.role = Role.Stopped;
      } else {
        resource.role = Role.Unpromoted;
      }
      break;
    default:
  }

  if (context.isProbe && rc === AgentResult.NotInstalled) resource.role = Role.Stopped;
  else if (resource.role < Role.Started) setActive(resource);

  if (options.failRole !== Role.Started && resource.nextRole < options.failRole) {
    resource.nextRole = options.failRole;
  }
  if (options.failRole === Role.Stopped) {
    replaceByBans(cluster, anonymousEntity(resource), {
      kind: 'failed-operation',
      operation: context.entry.key,
      effect: 'stop',
    });
  }
}

/** The resource, or the anonymous clone it is an instance of (spec A5.6.6.6). */
function anonymousEntity(resource: Resource): Resource {
  const top = topResource(resource);
  return top.kind === 'clone' && !top.isUnique ? top : resource;
}
