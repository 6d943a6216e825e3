import type { PrimitiveDefinition } from '../../cib/model/resource-definition.ts';
import { impliedOperation, impliedPrimitive, impliedSet } from './implied-primitive.ts';

/** What is known of a connection to be implied (spec A4.6.1). */
export interface ConnectionRequest {
  /** Name of the node, and id of the connection. */
  readonly name: string;
  /** Id of the resource the node lives in. */
  readonly container: string;
  readonly allowsMigration: string | null;
  readonly isManaged: string | null;
  /** `null` leaves out the start operation (bundles, spec A7.6.4). */
  readonly startTimeout: string | null;
  readonly address: string | null;
  readonly port: string | null;
}

/** The connection resource of a guest or bundle node (spec A4.6.1, A7.6.4). */
export function impliedConnection(request: ConnectionRequest): PrimitiveDefinition {
  const { name, address, port } = request;
  const operations = [impliedOperation(name, 'monitor', '30s', '30s')];
  if (request.startTimeout !== null) {
    operations.push(impliedOperation(name, 'start', '0', request.startTimeout));
  }
  return impliedPrimitive({
    id: name,
    provider: 'pacemaker',
    type: 'remote',
    meta: impliedSet(`${name}-meta_attributes`, [
      ['internal_rsc', 'true'],
      ['container', request.container],
      ['allow-migrate', request.allowsMigration],
      ['is-managed', request.isManaged],
    ]),
    parameters:
      address === null && port === null
        ? null
        : impliedSet(`${name}-instance_attributes`, [
            ['addr', address],
            ['port', port],
          ]),
    operations,
  });
}
