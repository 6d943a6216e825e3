import { useClock } from '../state/clock.ts';
import { useTexts } from '../texts/language.tsx';

/** How long ago something was, in words that grow with time. */
export function useAge(at: number): string {
  const now = useClock();
  return useTexts().age(Math.max(0, (now - at) / 1000));
}

/** The age of a fact: `read 12 s ago`. */
export function FactAge({ at }: { readonly at: number }) {
  const { table } = useTexts();
  return (
    <small className="hawser-quiet">
      <time dateTime={new Date(at).toISOString()}>{table.read(useAge(at))}</time>
    </small>
  );
}
