import {
  ActionGroup,
  Bullseye,
  Button,
  Card,
  CardBody,
  CardTitle,
  Form,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  PageSection,
  TextInput,
} from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { signIn } from '../api/sign-in.ts';
import { whoAmI } from '../api/who-am-i.ts';
import { failureOf, orThrow } from '../state/answer-error.ts';
import { type Session, useSessions } from '../state/session.tsx';
import { useTexts } from '../texts/language.tsx';
import { Notice } from './notice.tsx';
import { ProblemAlert } from './problem-alert.tsx';

/** Signing in: as a local user, or with a token of Keystone. */
export function SignInPage() {
  const { signIn: texts, working } = useTexts();
  const { begin, hasEnded } = useSessions();
  const [isByToken, setIsByToken] = useState(false);
  const [user, setUser] = useState('');
  const [secret, setSecret] = useState('');
  const entered = useMutation({
    mutationFn: async (): Promise<Session> => {
      if (!isByToken) {
        const { token, ...person } = orThrow(await signIn(user, secret));
        return { token, person };
      }
      const token = secret.trim();
      return { token, person: orThrow(await whoAmI(token)) };
    },
    onSuccess: begin,
    // The form keeps nothing that somebody could read from it later.
    onSettled: () => setSecret(''),
  });
  const failure = failureOf(entered.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    entered.mutate();
  };
  const toggle = () => {
    setIsByToken(!isByToken);
    setSecret('');
    entered.reset();
  };
  return (
    <PageSection isFilled>
      <Bullseye>
        <Card className="hawser-sign-in">
          <CardTitle component="h1">{texts.title}</CardTitle>
          <CardBody>
            <p className="hawser-quiet">{texts.hint}</p>
            {hasEnded && failure === null && <Notice variant="info" title={texts.ended} />}
            {failure !== null && <ProblemAlert failure={failure} />}
            <Form onSubmit={submit}>
              {!isByToken && (
                <FormGroup label={texts.user} fieldId="user" isRequired>
                  <TextInput
                    id="user"
                    value={user}
                    onChange={(_event, value) => setUser(value)}
                    autoComplete="username"
                    autoCapitalize="off"
                    isRequired
                  />
                </FormGroup>
              )}
              <FormGroup label={isByToken ? texts.token : texts.password} fieldId="secret" isRequired>
                <TextInput
                  id="secret"
                  type="password"
                  value={secret}
                  onChange={(_event, value) => setSecret(value)}
                  autoComplete={isByToken ? 'off' : 'current-password'}
                  isRequired
                />
                {isByToken && (
                  <FormHelperText>
                    <HelperText>
                      <HelperTextItem>
                        <code>{texts.tokenHint}</code>
                      </HelperTextItem>
                    </HelperText>
                  </FormHelperText>
                )}
              </FormGroup>
              <ActionGroup>
                <Button
                  type="submit"
                  variant="primary"
                  isLoading={entered.isPending}
                  spinnerAriaValueText={working}
                  isDisabled={entered.isPending || secret === '' || (!isByToken && user === '')}
                >
                  {texts.submit}
                </Button>
                <Button variant="link" onClick={toggle}>
                  {isByToken ? texts.byPassword : texts.byToken}
                </Button>
              </ActionGroup>
            </Form>
          </CardBody>
        </Card>
      </Bullseye>
    </PageSection>
  );
}
