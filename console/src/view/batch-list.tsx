import { Content, Label } from '@patternfly/react-core';
import type { Plan, PlannedBatch } from '../../../src/api/schema/plan.ts';
import { useTexts } from '../texts/language.tsx';

/** Batches with their names, and what is left of quorum after each. */
export function BatchList({ plan }: { readonly plan: Plan }) {
  return (
    <ol className="hawser-batches">
      {plan.batches.map((batch) => (
        <li key={batch.number}>
          <Batch batch={batch} plan={plan} />
        </li>
      ))}
    </ol>
  );
}

function Batch({ batch, plan }: { readonly batch: PlannedBatch; readonly plan: Plan }) {
  const { preview } = useTexts();
  const { membersOnline, needed, margin } = batch.quorumAfter;
  const isShutdown = plan.action === 'shutdown';
  return (
    <>
      <strong>{preview.batch(batch.number, preview.kinds[batch.kind], batch.count)}</strong>{' '}
      <span className="hawser-quiet">
        {preview.commanded(batch.commanded)}
        {batch.waves.length > 1 && `; ${preview.waves}`}
      </span>
      {batch.waves.map((names) => (
        <ul key={names.join(' ')} className="hawser-names">
          {names.map((name) => (
            <li key={name}>
              <Label isCompact variant="outline" color={plan.unreadable.includes(name) ? 'orange' : 'grey'}>
                {name}
              </Label>
            </li>
          ))}
        </ul>
      ))}
      {isShutdown && (
        <Content component="small">
          {margin >= 0
            ? preview.quorumKept(membersOnline, needed, margin)
            : preview.quorumLost(membersOnline, needed)}
        </Content>
      )}
    </>
  );
}
