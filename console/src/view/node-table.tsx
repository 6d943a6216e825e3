import { Label } from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { RunReport } from '../../../src/api/schema/plan.ts';
import type { MachineFacts } from '../state/machine-facts.ts';
import { useTexts } from '../texts/language.tsx';
import { FactAge } from './age.tsx';
import { PowerLabel } from './power-label.tsx';
import { ProblemWords } from './problem-alert.tsx';
import { ProgressLabel } from './progress-label.tsx';

const ROLES = ['controller', 'compute', 'other', 'foreign'] as const;
const MEMBERSHIP_COLOURS = { online: 'green', offline: 'red', unknown: 'orange', foreign: 'grey' } as const;

interface NodeTableProps {
  readonly machines: readonly MachineFacts[];
  /** A run under way, whose progress is shown beside. */
  readonly run: RunReport | null;
}

/** All machines by role, each fact with its age. */
export function NodeTable({ machines, run }: NodeTableProps) {
  const { table, cluster } = useTexts();
  const progress = new Map(run?.machines.map((machine) => [machine.name, machine]));
  const columns = [table.node, table.role, table.power, table.membership, table.bmc];
  return (
    <Table aria-label={cluster.nodes} variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          {columns.map((name) => (
            <Th key={name}>{name}</Th>
          ))}
          {run !== null && <Th>{table.progress}</Th>}
        </Tr>
      </Thead>
      {ROLES.map((role) => (
        <Tbody key={role}>
          {machines
            .filter((machine) => machine.role === role)
            .map((machine) => {
              const report = progress.get(machine.name);
              return (
                <Tr key={machine.name}>
                  <Td dataLabel={table.node}>
                    <strong>{machine.name}</strong>
                  </Td>
                  <Td dataLabel={table.role}>{table.roles[role]}</Td>
                  <Td dataLabel={table.power}>
                    <div className="hawser-fact">
                      <PowerLabel power={machine.power} />
                      <FactAge at={machine.powerAt} />
                    </div>
                    {machine.powerProblem !== null && (
                      <div className="hawser-problem">
                        <ProblemWords {...machine.powerProblem} hasTitle={false} />
                      </div>
                    )}
                  </Td>
                  <Td dataLabel={table.membership}>
                    <div className="hawser-fact">
                      <Label isCompact variant="outline" color={MEMBERSHIP_COLOURS[machine.membership]}>
                        {table.memberships[machine.membership]}
                      </Label>
                      {machine.membership !== 'foreign' && <FactAge at={machine.membershipAt} />}
                    </div>
                  </Td>
                  <Td dataLabel={table.bmc}>
                    <code>{machine.bmc}</code>
                  </Td>
                  {run !== null && (
                    <Td dataLabel={table.progress}>
                      <div>{report && <ProgressLabel machine={report} />}</div>
                    </Td>
                  )}
                </Tr>
              );
            })}
        </Tbody>
      ))}
    </Table>
  );
}
