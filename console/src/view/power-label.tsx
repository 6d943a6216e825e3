import { Label } from '@patternfly/react-core';
import { PowerOffIcon, QuestionCircleIcon } from '@patternfly/react-icons';
import type { PlannedMachine } from '../../../src/api/schema/plan.ts';
import { useTexts } from '../texts/language.tsx';

const COLOURS = { on: 'green', off: 'grey', unknown: 'orange' } as const;

/** Power of a machine: in words, colour and shape. */
export function PowerLabel({ power }: { readonly power: PlannedMachine['power'] }) {
  const { table } = useTexts();
  return (
    <Label
      color={COLOURS[power]}
      isCompact
      icon={power === 'unknown' ? <QuestionCircleIcon /> : <PowerOffIcon />}
      variant={power === 'off' ? 'outline' : 'filled'}
    >
      {table.powers[power]}
    </Label>
  );
}
