import { calendar } from '../../result/calendar.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function two(value: number, fill: string): string {
  return String(value).padStart(2, fill);
}

/** `Wed Feb 22 17:04:35 2012`: a moment as it was on the clock of the machine. */
export function clockText(epoch: number, localOffset: (epoch: number) => number): string {
  const at = calendar({ epoch, offset: localOffset(epoch) });
  const time = `${two(at.hour, '0')}:${two(at.minute, '0')}:${two(at.second, '0')}`;
  return `${WEEKDAYS[at.weekday - 1]} ${MONTHS[at.month - 1]} ${two(at.day, ' ')} ${time} ${at.year}`;
}

/** `2012-02-22 17:04:35Z`. */
export function utcText(epoch: number): string {
  const at = calendar({ epoch, offset: 0 });
  const date = `${String(at.year).padStart(4, '0')}-${two(at.month, '0')}-${two(at.day, '0')}`;
  return `${date} ${two(at.hour, '0')}:${two(at.minute, '0')}:${two(at.second, '0')}Z`;
}
