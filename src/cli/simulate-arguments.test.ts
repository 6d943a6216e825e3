import { describe, expect, test } from 'vitest';
import { readSimulateArguments, type SimulateArguments, simulateHelp } from './simulate-arguments.ts';

function read(...argv: string[]): SimulateArguments {
  const given = readSimulateArguments(argv);
  if ('error' in given) throw new Error(given.error);
  return given;
}

function error(...argv: string[]): string {
  const given = readSimulateArguments(argv);
  return 'error' in given ? given.error : '';
}

describe('arguments of hawser simulate', () => {
  test('letters may stand together', () => {
    const given = read('-sSQ', '-x', 'a.xml');
    expect(['show-scores', 'simulate', 'quiet'].map((name) => given.has(name))).toEqual([true, true, true]);
    expect(given.last('xml-file')).toBe('a.xml');
  });

  test('a value may follow its letter at once, the last letter of several, or an equals sign', () => {
    expect(read('-xa.xml').last('xml-file')).toBe('a.xml');
    expect(read('-sxa.xml').last('xml-file')).toBe('a.xml');
    expect(read('-Rx', 'a.xml').last('xml-file')).toBe('a.xml');
    expect(read('--xml-file=a.xml').last('xml-file')).toBe('a.xml');
    expect(read('--xml-file', 'a.xml').last('xml-file')).toBe('a.xml');
  });

  test('options are repeated in order, and the last of a single one wins', () => {
    const given = read('-d', 'n1', '--node-down=n2', '-x', 'a', '-x', 'b', '-VV');
    expect(given.all('node-down')).toEqual(['n1', 'n2']);
    expect(given.last('xml-file')).toBe('b');
    expect(given.count('verbose')).toBe(2);
  });

  test('a value may begin with a dash', () => {
    expect(read('-t', '-1').last('set-datetime')).toBe('-1');
  });

  test('what is unknown or incomplete is named', () => {
    expect(error('-z')).toBe('unknown option -z');
    expect(error('--xmlfile=a')).toBe('unknown option --xmlfile; did you mean --xml-file?');
    expect(error('-x')).toContain('option -x needs a value');
  });

  test('nothing behind two dashes is an option', () => {
    expect(read('-S', '--', '-R').has('run')).toBe(false);
  });

  test('every help page is the help', () => {
    expect(read('--help-all').has('help')).toBe(true);
    expect(simulateHelp()).toContain('-x, --xml-file=FILE');
  });
});
