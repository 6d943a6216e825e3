import { useEffect, useState } from 'react';

/** The time, told anew every second, so that ages grow before the reader's eyes. */
export function useClock(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
