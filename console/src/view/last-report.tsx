import {
  Card,
  CardBody,
  CardTitle,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  ExpandableSection,
  List,
  ListItem,
} from '@patternfly/react-core';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MachineReport, RunReport } from '../../../src/api/schema/plan.ts';
import { report as askForReport } from '../api/report.ts';
import { orThrow } from '../state/answer-error.ts';
import type { Session } from '../state/session.tsx';
import { useTexts } from '../texts/language.tsx';
import { Notice } from './notice.tsx';
import { PowerLabel } from './power-label.tsx';
import { ProblemWords } from './problem-alert.tsx';
import { ProgressLabel } from './progress-label.tsx';

const VARIANTS = {
  done: 'success',
  incomplete: 'danger',
  cancelled: 'warning',
  interrupted: 'danger',
} as const;

interface LastReportProps {
  /** As the events have it: machines with their last steps only. */
  readonly run: RunReport;
  readonly session: Session;
}

/** The last run: what became of every machine, and by which commands. */
export function LastReport({ run, session }: LastReportProps) {
  const texts = useTexts();
  const whole = useQuery({
    queryKey: ['report', run.run, run.endedAt],
    queryFn: async ({ signal }) => orThrow(await askForReport(run.run, session.token, signal)),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const told = whole.data ?? run;
  const time = (at: number | null) =>
    at === null
      ? '–'
      : new Date(at).toLocaleString(texts.language, { dateStyle: 'medium', timeStyle: 'medium' });
  const seconds = told.endedAt === null ? null : (told.endedAt - told.startedAt) / 1000;
  const facts = [
    [texts.report.run, <code key="run">{told.run}</code>],
    [texts.report.requestedBy, told.requestedBy],
    [texts.report.acceptor, told.acceptor],
    [texts.report.begun, time(told.startedAt)],
    [
      texts.report.ended,
      seconds === null ? '–' : `${time(told.endedAt)} (${texts.report.took(texts.duration(seconds))})`,
    ],
  ] as const;
  return (
    <Card>
      <CardTitle component="h2">{texts.report.title}</CardTitle>
      <CardBody>
        {told.outcome !== null && (
          <Notice variant={VARIANTS[told.outcome]} title={texts.report.outcomes[told.action][told.outcome]} />
        )}
        <DescriptionList isCompact isHorizontal className="hawser-facts">
          {facts.map(([term, description]) => (
            <DescriptionListGroup key={term}>
              <DescriptionListTerm>{term}</DescriptionListTerm>
              <DescriptionListDescription>{description}</DescriptionListDescription>
            </DescriptionListGroup>
          ))}
        </DescriptionList>
        <ReportTable machines={told.machines} />
        {told.notes.length > 0 && (
          <>
            <h3>{texts.report.notes}</h3>
            <List>
              {told.notes.map((note) => (
                <ListItem key={`${note.at} ${note.text}`}>
                  <span className="hawser-quiet">{time(note.at)}</span> <span lang="en">{note.text}</span>
                  {note.problem !== null && <ProblemWords {...note.problem} hasTitle={false} />}
                </ListItem>
              ))}
            </List>
          </>
        )}
      </CardBody>
    </Card>
  );
}

function ReportTable({ machines }: { readonly machines: readonly MachineReport[] }) {
  const { table, report } = useTexts();
  return (
    <Table aria-label={report.title} variant="compact" gridBreakPoint="grid-md">
      <Thead>
        <Tr>
          <Th>{table.node}</Th>
          <Th>{table.role}</Th>
          <Th>{table.power}</Th>
          <Th>{table.result}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {machines.map((machine) => (
          <Tr key={machine.name}>
            <Td dataLabel={table.node}>
              <strong>{machine.name}</strong>
            </Td>
            <Td dataLabel={table.role}>{table.roles[machine.role]}</Td>
            <Td dataLabel={table.power}>
              <div>
                <PowerLabel power={machine.power} />
              </div>
            </Td>
            <Td dataLabel={table.result}>
              <Result machine={machine} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}

function Result({ machine }: { readonly machine: MachineReport }) {
  const { report } = useTexts();
  return (
    <>
      <div>
        <ProgressLabel machine={machine} />
      </div>
      {machine.verdict === 'commanded' && (
        <p className="hawser-problem hawser-quiet">{report.commandedHint}</p>
      )}
      {machine.problem !== null && (
        <div className="hawser-problem">
          <ProblemWords {...machine.problem} hasTitle={false} />
        </div>
      )}
      {machine.steps.length > 0 && <Steps machine={machine} />}
    </>
  );
}

function Steps({ machine }: { readonly machine: MachineReport }) {
  const texts = useTexts();
  const [isOpen, setIsOpen] = useState(false);
  const words = texts.report.steps(machine.steps.length);
  return (
    <ExpandableSection
      toggleText={words}
      toggleAriaLabel={`${words}: ${machine.name}`}
      isExpanded={isOpen}
      onToggle={(_event, next) => setIsOpen(next)}
    >
      <List isPlain className="hawser-problem">
        {machine.steps.map((step) => (
          <ListItem key={`${step.at} ${step.action}`}>
            <span className="hawser-quiet">{new Date(step.at).toLocaleTimeString(texts.language)}</span>{' '}
            {texts.report.actions[step.action]}: {step.outcome}
            {step.reading !== null && ` (${texts.table.powers[step.reading]})`}{' '}
            <span className="hawser-quiet" lang="en">
              {step.text}
            </span>
          </ListItem>
        ))}
      </List>
    </ExpandableSection>
  );
}
