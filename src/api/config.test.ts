import { describe, expect, test } from 'vitest';
import { judgeApiConfig } from './config.ts';

function complaints(value: unknown): readonly string[] {
  const judged = judgeApiConfig(value, 'api.json');
  return judged.ok ? [] : judged.problems.map(({ message }) => message);
}

describe('configuration of the API', () => {
  test('is complete by itself, with TLS', () => {
    expect(judgeApiConfig({}, 'api.json')).toMatchObject({
      ok: true,
      value: {
        listen: { address: '::', port: 9665 },
        folder: '/etc/hawser/api',
        tokenMinutes: 60,
        keystone: null,
      },
    });
  });

  test('has plain HTTP on loopback only, for the page and towards Keystone', () => {
    expect(complaints({ tls: null, listen: { address: '127.0.0.1' } })).toEqual([]);
    expect(complaints({ tls: null })).toEqual([expect.stringContaining('api.json: tls: plain HTTP')]);
    const keystone = (url: string) => ({ keystone: { url, projects: [{ name: 'admin' }] } });
    expect(complaints(keystone('https://keystone:5000/v3'))).toEqual([]);
    expect(complaints(keystone('http://[::1]:5000/v3'))).toEqual([]);
    expect(complaints(keystone('http://keystone:5000/v3'))).toEqual([
      expect.stringContaining('api.json: keystone.url: plain HTTP'),
    ]);
  });

  test('names all that is wrong at once', () => {
    expect(complaints({ listen: { port: 70_000 }, tokenMinutes: 'x', lgo: {} })).toEqual([
      expect.stringContaining('listen.port'),
      expect.stringContaining('tokenMinutes'),
      expect.stringContaining('lgo'),
    ]);
  });
});
