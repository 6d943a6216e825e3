import { Spinner } from '@patternfly/react-core';
import { useTexts } from '../texts/language.tsx';

/** Stands where something will be as soon as cluster and BMCs have answered. */
export function Reading() {
  const { cluster } = useTexts();
  return (
    <div className="hawser-reading" role="status">
      <Spinner size="lg" aria-hidden="true" />
      <p>{cluster.reading}</p>
      <p className="hawser-quiet">{cluster.readingHint}</p>
    </div>
  );
}
