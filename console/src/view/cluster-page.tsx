import {
  Button,
  Card,
  CardBody,
  CardHeader,
  CardTitle,
  Content,
  EmptyState,
  Flex,
  FlexItem,
  PageSection,
  Stack,
  StackItem,
  Title,
} from '@patternfly/react-core';
import { PowerOffIcon, SyncAltIcon } from '@patternfly/react-icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Plan } from '../../../src/api/schema/plan.ts';
import { machines as askForMachines } from '../api/machines.ts';
import { status as askForStatus } from '../api/status.ts';
import { failureOf, orThrow } from '../state/answer-error.ts';
import { useLiveStatus } from '../state/live-status.ts';
import { type MachineFacts, machineFacts } from '../state/machine-facts.ts';
import type { Session } from '../state/session.tsx';
import { useTexts } from '../texts/language.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import { LastReport } from './last-report.tsx';
import { NodeTable } from './node-table.tsx';
import { Notice } from './notice.tsx';
import { PlanPreview } from './plan-preview.tsx';
import { ProblemAlert } from './problem-alert.tsx';
import { Reading } from './reading.tsx';
import { RunProgress } from './run-progress.tsx';

/** A report younger than this is what people look for; an older one stands below the nodes. */
const FRESH_MS = 12 * 3_600_000;

/** How often machines are read anew while nothing happens: each reading asks every BMC. */
const READ_EVERY_MS = 60_000;

/** The cluster: its nodes, the two buttons, the run under way, and the last report. */
export function ClusterPage({ session }: { readonly session: Session }) {
  const texts = useTexts();
  const live = useLiveStatus(session);
  const [preview, setPreview] = useState<Plan['action'] | null>(null);
  const isLive = live.connection === 'live';
  const run = live.status?.run ?? null;
  const isRunning = run !== null && run.outcome === null;
  const ended = isRunning ? null : run;
  const isFresh = (ended?.endedAt ?? 0) > Date.now() - FRESH_MS;
  const about = useQuery({
    queryKey: ['about'],
    queryFn: async ({ signal }) => orThrow(await askForStatus(session.token, signal)),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: isLive,
  });
  const nodes = useQuery({
    queryKey: ['nodes', run?.run, run?.outcome],
    queryFn: async ({ signal }) => orThrow(await askForMachines(session.token, signal)),
    enabled: isLive && !isRunning,
    refetchInterval: READ_EVERY_MS,
    placeholderData: (before) => before,
  });
  const gates = nodes.data?.gates ?? null;
  const failure = isRunning
    ? null
    : (failureOf(nodes.error) ?? (gates === null ? null : { kind: 'refused' as const, problem: gates }));
  const machines = nodes.data === undefined ? null : machineFacts(nodes.data.plan, run);
  const mayAct = session.person.role !== 'viewer';
  const canAct = mayAct && isLive && !isRunning && live.status?.isHandedOver !== true;
  const why = !mayAct ? texts.cluster.notAllowed : isRunning ? texts.cluster.running : null;
  return (
    <>
      <PageSection variant="secondary">
        <Flex
          justifyContent={{ default: 'justifyContentSpaceBetween' }}
          alignItems={{ default: 'alignItemsCenter' }}
        >
          <FlexItem>
            <Title headingLevel="h1">{texts.cluster.title(about.data?.cluster ?? '…')}</Title>
            {about.data !== undefined && (
              <Content component="small">{texts.cluster.servedBy(about.data.server)}</Content>
            )}
          </FlexItem>
          <FlexItem>
            <Flex spaceItems={{ default: 'spaceItemsSm' }}>
              <Button variant="secondary" isDisabled={!canAct} onClick={() => setPreview('start')}>
                {texts.cluster.powerOn}
              </Button>
              <Button
                variant="danger"
                icon={<PowerOffIcon />}
                isDisabled={!canAct}
                onClick={() => setPreview('shutdown')}
              >
                {texts.cluster.shutDown}
              </Button>
            </Flex>
            {why !== null && <Content component="small">{why}</Content>}
          </FlexItem>
        </Flex>
      </PageSection>
      <PageSection isFilled aria-label={texts.cluster.nodes}>
        <Stack hasGutter>
          <StackItem>
            <ConnectionNotice live={live} />
          </StackItem>
          {live.status?.watcher.isRunning === false && (
            <Notice variant="warning" title={texts.cluster.watcherDown}>
              {texts.cluster.watcherDownHint}
            </Notice>
          )}
          {live.status?.isHandedOver === true && <Notice variant="info" title={texts.run.handedOver} />}
          {isRunning && (
            <StackItem>
              <RunProgress
                run={run}
                session={session}
                heardAt={live.heardAt ?? run.startedAt}
                isLive={isLive}
                mayCancel={mayAct}
              />
            </StackItem>
          )}
          {ended !== null && isFresh && (
            <StackItem>
              <LastReport run={ended} session={session} />
            </StackItem>
          )}
          {failure !== null && (
            <StackItem>
              <ProblemAlert
                failure={failure}
                {...(failure.kind === 'refused' ? { title: texts.cluster.gatesClosed } : {})}
              />
            </StackItem>
          )}
          <StackItem>
            <Card>
              <CardHeader
                actions={{
                  actions: (
                    <Button
                      variant="plain"
                      icon={<SyncAltIcon />}
                      aria-label={texts.cluster.readAgain}
                      isDisabled={!isLive || isRunning || nodes.isFetching}
                      onClick={() => void nodes.refetch()}
                    />
                  ),
                  hasNoOffset: true,
                }}
              >
                <CardTitle component="h2">{texts.cluster.nodes}</CardTitle>
                {machines !== null && <Counts machines={machines} />}
              </CardHeader>
              <CardBody>
                {machines !== null ? (
                  <NodeTable machines={machines} run={isRunning ? run : null} />
                ) : (
                  <NoNodes isReading={nodes.isFetching} />
                )}
              </CardBody>
            </Card>
          </StackItem>
          {ended !== null && !isFresh && (
            <StackItem>
              <LastReport run={ended} session={session} />
            </StackItem>
          )}
        </Stack>
      </PageSection>
      {preview !== null && (
        <PlanPreview action={preview} session={session} onClose={() => setPreview(null)} />
      )}
    </>
  );
}

function Counts({ machines }: { readonly machines: readonly MachineFacts[] }) {
  const { cluster } = useTexts();
  const count = (power: MachineFacts['power']) => machines.filter((one) => one.power === power).length;
  return <Content component="small">{cluster.summary(count('on'), count('off'), count('unknown'))}</Content>;
}

function NoNodes({ isReading }: { readonly isReading: boolean }) {
  const { cluster } = useTexts();
  if (isReading) return <Reading />;
  return <EmptyState titleText={cluster.noNodes} headingLevel="h3" variant="sm" />;
}
