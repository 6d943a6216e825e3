import {
  Button,
  Content,
  ExpandableSection,
  Form,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  List,
  ListItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextInput,
} from '@patternfly/react-core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Plan } from '../../../src/api/schema/plan.ts';
import type { PlanDifference } from '../../../src/api/schema/problem.ts';
import { begin } from '../api/begin.ts';
import { plan as askForPlan } from '../api/plan.ts';
import { AnswerError, failureOf, orThrow } from '../state/answer-error.ts';
import type { Session } from '../state/session.tsx';
import { useTexts } from '../texts/language.tsx';
import { useAge } from './age.tsx';
import { BatchList } from './batch-list.tsx';
import { Notice } from './notice.tsx';
import { ProblemAlert, ProblemWords } from './problem-alert.tsx';
import { Reading } from './reading.tsx';

interface PlanPreviewProps {
  readonly action: Plan['action'];
  readonly session: Session;
  readonly onClose: () => void;
}

/** What would happen, to be looked at and confirmed by typing the cluster's name. */
export function PlanPreview({ action, session, onClose }: PlanPreviewProps) {
  const texts = useTexts();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const [differences, setDifferences] = useState<readonly PlanDifference[]>([]);
  const planned = useQuery({
    queryKey: ['preview', action],
    queryFn: async ({ signal }) => orThrow(await askForPlan(action, session.token, signal)),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const confirmed = useMutation({
    mutationFn: async (plan: Plan) => orThrow(await begin(plan, typed, session.token)),
    onSuccess: onClose,
    onError: (error) => {
      if (!(error instanceof AnswerError) || error.failure.kind !== 'refused') return;
      if (error.failure.problem.code !== 'HWS-SDN-050') return;
      setDifferences(error.failure.problem.differences ?? []);
      setTyped('');
      const { plan } = error.failure.problem;
      if (plan === undefined) void planned.refetch();
      else queries.setQueryData(['preview', action], plan);
    },
  });
  const plan = planned.isFetching ? undefined : planned.data;
  const planFailure = planned.isFetching ? null : failureOf(planned.error);
  const failure = failureOf(confirmed.error);
  const hasChanged = failure?.kind === 'refused' && failure.problem.code === 'HWS-SDN-050';
  const isRight = plan !== undefined && typed === plan.cluster.name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isRight && !confirmed.isPending) confirmed.mutate(plan);
  };
  return (
    <Modal
      isOpen
      variant="medium"
      onEscapePress={onClose}
      aria-labelledby="preview-title"
      aria-describedby="preview-body"
    >
      <ModalHeader title={texts.preview.title[action]} labelId="preview-title" />
      <ModalBody id="preview-body" tabIndex={0} aria-label={texts.preview.title[action]}>
        {plan === undefined && planFailure === null && <Reading />}
        {planFailure !== null && <ProblemAlert failure={planFailure} title={texts.cluster.gatesClosed} />}
        {hasChanged && <ChangedAlert differences={differences} />}
        {failure !== null && !hasChanged && <ProblemAlert failure={failure} />}
        {plan !== undefined && (
          <>
            <PlanFacts plan={plan} />
            <Form id="preview-form" onSubmit={submit}>
              <FormGroup label={texts.preview.typeName(plan.cluster.name)} fieldId="cluster-name" isRequired>
                <TextInput
                  id="cluster-name"
                  value={typed}
                  onChange={(_event, value) => setTyped(value)}
                  autoComplete="off"
                  autoCapitalize="off"
                  spellCheck={false}
                  isRequired
                  aria-describedby="cluster-name-hint"
                />
                <FormHelperText>
                  <HelperText id="cluster-name-hint" aria-live="polite">
                    <HelperTextItem>
                      {typed !== '' && !isRight ? texts.preview.nameDiffers : ''}
                    </HelperTextItem>
                  </HelperText>
                </FormHelperText>
              </FormGroup>
            </Form>
          </>
        )}
      </ModalBody>
      <ModalFooter>
        <Button
          type="submit"
          form="preview-form"
          variant={action === 'shutdown' ? 'danger' : 'primary'}
          isDisabled={!isRight || confirmed.isPending}
          isLoading={confirmed.isPending}
          spinnerAriaValueText={texts.working}
        >
          {texts.preview.confirm[action]}
        </Button>
        <Button variant="link" onClick={onClose}>
          {texts.preview.cancel}
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function PlanFacts({ plan }: { readonly plan: Plan }) {
  const { preview } = useTexts();
  const commanded = plan.batches.reduce((sum, batch) => sum + batch.commanded, 0);
  const age = useAge(plan.madeAt);
  const unreadable = plan.machines.filter(({ power }) => power === 'unknown');
  const warnings = plan.warnings.filter(({ code }) => code !== 'HWS-SDN-042');
  return (
    <div className="hawser-plan">
      <Content component="p">
        <strong>{preview.intro[plan.action](commanded, plan.counts.machines)}</strong>{' '}
        <span className="hawser-quiet">{preview.madeAt(age)}</span>
      </Content>
      {unreadable.length > 0 && (
        <Notice variant="warning" title={preview.unreadable(unreadable.length)}>
          <List>
            {unreadable.map(({ name, powerProblem }) => (
              <ListItem key={name}>
                <strong>{name}</strong>
                {powerProblem !== null && <ProblemWords {...powerProblem} hasTitle={false} />}
              </ListItem>
            ))}
          </List>
        </Notice>
      )}
      {warnings.length > 0 && (
        <Notice variant="warning" title={preview.warnings}>
          <List>
            {warnings.map((warning) => (
              <ListItem key={`${warning.code} ${warning.message}`}>
                <ProblemWords {...warning} hasTitle={false} />
              </ListItem>
            ))}
          </List>
        </Notice>
      )}
      <h2>{preview.batches}</h2>
      <BatchList plan={plan} />
      {plan.action === 'shutdown' && <Stops stops={plan.stops} />}
    </div>
  );
}

function Stops({ stops }: { readonly stops: Plan['stops'] }) {
  const { preview } = useTexts();
  const [isOpen, setIsOpen] = useState(stops.length <= 12);
  if (stops.length === 0) return <p>{preview.stopsNothing}</p>;
  return (
    <ExpandableSection
      toggleText={preview.stops(stops.length)}
      isExpanded={isOpen}
      onToggle={(_event, next) => setIsOpen(next)}
    >
      <List isPlain>
        {stops.map(({ id, node }) => (
          <ListItem key={`${id} ${node}`}>
            <code>{id}</code> <span className="hawser-quiet">{preview.onNode(node)}</span>
          </ListItem>
        ))}
      </List>
    </ExpandableSection>
  );
}

function ChangedAlert({ differences }: { readonly differences: readonly PlanDifference[] }) {
  const { preview } = useTexts();
  return (
    <Notice variant="danger" title={preview.changed} isUrgent>
      <p>{preview.changedIntro}</p>
      <List>
        {differences.map(({ machine, what, before, after }) => (
          <ListItem key={`${machine} ${what}`}>
            <strong>{machine ?? preview.wholePlan}</strong>, {preview.whats[what] ?? what}: {before} → {after}
          </ListItem>
        ))}
      </List>
    </Notice>
  );
}
