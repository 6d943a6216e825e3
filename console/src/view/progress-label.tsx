import { Label, Spinner } from '@patternfly/react-core';
import type { MachineReport } from '../../../src/api/schema/plan.ts';
import { useTexts } from '../texts/language.tsx';

type Verdict = NonNullable<MachineReport['verdict']>;

const STATUS: Readonly<Record<Verdict, 'success' | 'warning' | 'danger' | 'info'>> = {
  off: 'success',
  on: 'success',
  commanded: 'info',
  'still-on': 'danger',
  'still-off': 'danger',
  'bmc-unreachable': 'warning',
  refused: 'danger',
  held: 'warning',
  'not-reached': 'warning',
};

/** Where a machine is in the run, or what became of it. */
export function ProgressLabel({ machine }: { readonly machine: MachineReport }) {
  const { table } = useTexts();
  const { phase, verdict } = machine;
  if (verdict !== null) {
    return (
      <Label status={STATUS[verdict]} isCompact>
        {table.verdicts[verdict]}
      </Label>
    );
  }
  if (phase === 'waiting') {
    return (
      <Label variant="outline" isCompact>
        {table.phases.waiting}
      </Label>
    );
  }
  return (
    <Label color="blue" isCompact icon={<Spinner isInline size="sm" aria-hidden="true" />}>
      {table.phases[phase]}
    </Label>
  );
}
