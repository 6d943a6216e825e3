import { Alert } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/language.tsx';

interface NoticeProps {
  readonly variant: 'info' | 'success' | 'warning' | 'danger';
  readonly title: string;
  readonly children?: ReactNode;
  readonly actionLinks?: ReactNode;
  /** Said at once by a screen reader. */
  readonly isUrgent?: boolean;
}

/** Something to be known, in the line of reading; its weight is told in words to those who do not see the colour. */
export function Notice({ variant, title, children, actionLinks, isUrgent = false }: NoticeProps) {
  const { notice } = useTexts();
  return (
    <Alert
      component="p"
      isInline
      variant={variant}
      variantLabel={notice[variant]}
      title={title}
      actionLinks={actionLinks}
      {...(isUrgent ? { role: 'alert' } : {})}
    >
      {children}
    </Alert>
  );
}
