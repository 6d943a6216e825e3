import {
  Button,
  Card,
  CardBody,
  CardFooter,
  CardHeader,
  CardTitle,
  Content,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  Progress,
} from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { RunReport } from '../../../src/api/schema/plan.ts';
import { cancel } from '../api/cancel.ts';
import { failureOf, orThrow } from '../state/answer-error.ts';
import { machinesThrough } from '../state/machine-facts.ts';
import type { Session } from '../state/session.tsx';
import { useTexts } from '../texts/language.tsx';
import { useAge } from './age.tsx';
import { ProblemAlert } from './problem-alert.tsx';
import { ProgressLabel } from './progress-label.tsx';

interface RunProgressProps {
  readonly run: RunReport;
  readonly session: Session;
  readonly heardAt: number;
  readonly isLive: boolean;
  readonly mayCancel: boolean;
}

/** A run under way: how far it is, batch by batch and machine by machine. */
export function RunProgress({ run, session, heardAt, isLive, mayCancel }: RunProgressProps) {
  const texts = useTexts();
  const { through, all } = machinesThrough(run);
  const begun = useAge(run.startedAt);
  const heard = useAge(heardAt);
  const [isAsking, setIsAsking] = useState(false);
  return (
    <Card>
      <CardHeader>
        <CardTitle component="h2">{texts.run.title[run.action]}</CardTitle>
      </CardHeader>
      <CardBody>
        <Progress
          value={through}
          max={all}
          min={0}
          title={texts.run.progress(through, all)}
          measureLocation="none"
        />
        <p className="hawser-quiet">{texts.run.facts(run.requestedBy, begun, heard)}</p>
        <p className="pf-v6-screen-reader" role="status">
          {texts.run.progress(through, all)}
        </p>
        {run.batches.map((batch) => (
          <section key={batch.number} className="hawser-batch">
            <h3>
              {texts.preview.batch(
                batch.number,
                texts.preview.kinds[batch.kind],
                run.machines.filter((machine) => machine.batch === batch.number).length,
              )}
            </h3>
            <ul className="hawser-machines">
              {run.machines
                .filter((machine) => machine.batch === batch.number)
                .map((machine) => (
                  <li key={machine.name}>
                    <span>{machine.name}</span> <ProgressLabel machine={machine} />
                  </li>
                ))}
            </ul>
          </section>
        ))}
        {run.action === 'shutdown' && <Content component="p">{texts.run.lastMachine(run.acceptor)}</Content>}
      </CardBody>
      {mayCancel && (
        <CardFooter>
          <Button variant="secondary" isDanger isDisabled={!isLive} onClick={() => setIsAsking(true)}>
            {texts.run.cancel}
          </Button>
        </CardFooter>
      )}
      {isAsking && <CancelQuestion session={session} onClose={() => setIsAsking(false)} />}
    </Card>
  );
}

interface CancelProps {
  readonly session: Session;
  readonly onClose: () => void;
}

function CancelQuestion({ session, onClose }: CancelProps) {
  const texts = useTexts();
  const cancelled = useMutation({
    mutationFn: async () => orThrow(await cancel(session.token)),
    onSuccess: onClose,
  });
  const failure = failureOf(cancelled.error);
  return (
    <Modal isOpen variant="small" onEscapePress={onClose} aria-labelledby="cancel-title">
      <ModalHeader title={texts.run.cancelTitle} labelId="cancel-title" />
      <ModalBody>
        {texts.run.cancelHint}
        {failure !== null && <ProblemAlert failure={failure} />}
      </ModalBody>
      <ModalFooter>
        <Button
          variant="danger"
          isLoading={cancelled.isPending}
          spinnerAriaValueText={texts.working}
          onClick={() => cancelled.mutate()}
        >
          {texts.run.cancelConfirm}
        </Button>
        <Button variant="link" onClick={onClose}>
          {texts.run.goOn}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
