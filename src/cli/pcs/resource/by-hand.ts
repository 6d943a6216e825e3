import { randomUUID } from 'node:crypto';
import { parseCib } from '../../../cib/parse.ts';
import { writeXml } from '../../../cib/write.ts';
import type { OperationOrder, OperationResult } from '../../../controller/model/operation.ts';
import { operationOrder } from '../../../controller/transition/order.ts';
import { Executor } from '../../../executor/executor.ts';
import { ocfCodeName } from '../../../executor/ocf-code.ts';
import { maskSecrets, secretValues } from '../../../executor/secrets.ts';
import { requestAction } from '../../../scheduler/actions/request.ts';
import type { Cluster } from '../../../scheduler/model/cluster.ts';
import type { Primitive, Resource } from '../../../scheduler/model/resource.ts';
import { AS_LIVE } from '../../../scheduler/model/schedule-options.ts';
import { findResource } from '../../../scheduler/unpack/find.ts';
import { unpack } from '../../../scheduler/unpack/unpack.ts';
import { askFor } from '../../live/connection.ts';
import { localOffset, nowOf } from '../../wall-clock.ts';
import { type Call, FAILED } from '../call.ts';
import { tellProblems } from '../reports.ts';

/** `pcs resource debug-start` and its like: runs an agent on this node, past the cluster, and shows all it says. */
export function byHand(task: string): (call: Call) => Promise<number> {
  return async (call) => {
    const [id, ...more] = call.words;
    if (id === undefined || more.length > 0) return call.wrong();
    const configuration = await call.read();
    if (configuration === null) return FAILED;
    const about = await askFor('about', { kind: 'about' }, call.socket);
    if (!about.ok) {
      tellProblems(about.problems, call.output);
      return FAILED;
    }
    const cib = parseCib(writeXml(configuration.root));
    if (!cib.ok) {
      tellProblems(cib.problems, call.output);
      return FAILED;
    }
    const { node: self, agents } = about.value;
    const now = nowOf(cib.value);
    const cluster = unpack(cib.value, now, { ...AS_LIVE, localOffset });
    const resource = findResource(cluster, id);
    if (resource === null) return call.fail(`resource '${id}' does not exist`);
    const primitive = primitiveOn(resource, self);
    if (primitive === null) return call.fail(`'${id}' is no single resource; name one that it consists of`);
    const danger = dangerOf(primitive, task, self);
    if (danger !== null && !call.isForced) return call.fail(`${danger}. If you know better: --force`);
    const order = orderFor(cluster, primitive, task, self);
    if (order === null) return call.fail(`${self} is no node of the configuration`);
    return (await run(call, order, task, self, new Executor(agents))) === 0 ? 0 : FAILED;
  };
}

/** Runs an agent and tells what it says; answers with its exit code. */
async function run(
  call: Call,
  order: OperationOrder,
  task: string,
  self: string,
  executor: Executor,
): Promise<number> {
  const { class: standard, provider, type } = order.resource;
  const metadata = await executor.metadata.read({ class: standard, provider, type });
  const privateNames = metadata.ok
    ? metadata.value.parameters.filter(({ isPrivate }) => isPrivate).map(({ name }) => name)
    : [];
  const secrets = secretValues(order.parameters, privateNames);
  const agent = [standard, provider, type].filter((part) => part !== null).join(':');
  call.output.out(
    `Runs ${agent} by hand on ${self}: ${task} of ${order.resource.id}, at most ${order.timeoutMs / 1000} s.\n` +
      'The cluster is not told: it finds out at its next monitor, and may undo what is done here.\n',
  );
  for (const [name, value] of Object.entries(order.parameters)) {
    if (!name.startsWith('CRM_meta_') && name !== 'crm_feature_set')
      call.output.out(`  ${name}=${maskSecrets(value, secrets)}\n`);
  }
  const result = await new Promise<OperationResult>((resolve) => executor.run(1, order, resolve));
  await executor.close();
  if (result.output !== '') call.output.out(`${result.output.trimEnd()}\n`);
  const reason = result.exitReason === '' ? '' : `: ${result.exitReason}`;
  const meaning = ocfCodeName(result.rc) ?? 'no code of OCF';
  call.output.out(`Ended with ${result.rc} (${meaning}) after ${result.executionMs / 1000} s${reason}\n`);
  return result.rc;
}

/** The primitive a name stands for: itself, or of a clone the instance on this node. */
function primitiveOn(resource: Resource | null, self: string): Primitive | null {
  if (resource === null) return null;
  if (resource.kind === 'primitive') return resource;
  if (resource.kind !== 'clone') return null;
  const instances = resource.children.filter((one) => one.kind === 'primitive');
  return instances.find((one) => one.runningOn.some(({ name }) => name === self)) ?? instances[0] ?? null;
}

/** What is wrong with doing this past the cluster; `null` for nothing. */
function dangerOf(primitive: Primitive, task: string, self: string): string | null {
  if (task === 'monitor') return null;
  const at = primitive.runningOn.map(({ name }) => name);
  const elsewhere = at.filter((name) => name !== self);
  if ((task === 'start' || task === 'promote') && elsewhere.length > 0) {
    return `${primitive.id} runs on ${elsewhere.join(', ')}: to ${task} it here as well may destroy its data`;
  }
  if (task !== 'start' && at.includes(self) && primitive.isManaged) {
    return `the cluster has ${primitive.id} running here and will take this for a failure. Have it left alone first: pcs node maintenance ${self}`;
  }
  return null;
}

function orderFor(cluster: Cluster, primitive: Primitive, task: string, self: string): OperationOrder | null {
  const node = cluster.nodes.find(({ name }) => name === self) ?? null;
  if (node === null) return null;
  const key = `${primitive.id}_${task}_0`;
  const wish = { resource: primitive, key, task, node, optional: false, save: false };
  return operationOrder(cluster, requestAction(cluster, wish), 0, randomUUID());
}
