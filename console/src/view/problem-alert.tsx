import { List, ListItem } from '@patternfly/react-core';
import type { ProblemDetails } from '../../../src/api/schema/refusal.ts';
import type { Failure } from '../state/answer-error.ts';
import { useTexts } from '../texts/language.tsx';
import { Notice } from './notice.tsx';

/** What went wrong, where, and what to do; a refusal with its code and the id under which the log has it. */
export function ProblemAlert({ failure, title }: { readonly failure: Failure; readonly title?: string }) {
  const { problem: texts } = useTexts();
  switch (failure.kind) {
    case 'unreachable':
      return (
        <Notice variant="danger" title={title ?? texts.unreachable}>
          {texts.unreachableHint}
        </Notice>
      );
    case 'nonsense':
      return (
        <Notice variant="danger" title={title ?? texts.nonsense}>
          {texts.nonsenseHint}
        </Notice>
      );
    case 'refused':
      return <RefusalAlert problem={failure.problem} title={title} />;
  }
}

interface RefusalProps {
  readonly problem: ProblemDetails;
  readonly title: string | undefined;
}

function RefusalAlert({ problem, title }: RefusalProps) {
  const { problem: texts } = useTexts();
  const all = problem.problems ?? [{ code: problem.code, message: problem.title, hint: problem.detail }];
  const isSingle = all.length === 1 && title === undefined;
  return (
    <Notice
      variant={problem.status === 412 ? 'warning' : 'danger'}
      title={title ?? texts.byCode[problem.code] ?? problem.title}
    >
      {isSingle ? (
        <ProblemWords {...(all[0] as (typeof all)[number])} hasTitle />
      ) : (
        <List>
          {all.map((one) => (
            <ListItem key={`${one.code} ${one.message}`}>
              <ProblemWords {...one} hasTitle={false} />
            </ListItem>
          ))}
        </List>
      )}
      <small className="hawser-quiet">
        {isSingle ? `${problem.code} · ` : ''}
        {texts.requestId(problem.requestId)}
      </small>
    </Notice>
  );
}

interface WordsProps {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** The sentence itself stands above already. */
  readonly hasTitle: boolean;
}

/** A problem's sentence, and what to do. In other languages the server's own words, which name the place, follow. */
export function ProblemWords({ code, message, hint, hasTitle }: WordsProps) {
  const { problem: texts } = useTexts();
  const translated = texts.byCode[code];
  const own = (
    <span lang={translated === undefined ? undefined : 'en'}>
      {hasTitle && translated === undefined ? '' : `${message}. `}
      {hint}.
    </span>
  );
  if (hasTitle) return <p>{own}</p>;
  return (
    <>
      {translated !== undefined && <p>{translated}</p>}
      <p className={translated === undefined ? undefined : 'hawser-quiet'}>{own}</p>
      <small className="hawser-quiet">{code}</small>
    </>
  );
}
