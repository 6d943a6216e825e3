import type { Problem, Result } from '../../result/problem.ts';
import type { ConfiguredNode } from '../engine.ts';
import { confProblem } from './conf-problem.ts';
import type {
  CorosyncConfiguration,
  CryptoConfiguration,
  LinkConfiguration,
  QuorumConfiguration,
  QuorumDeviceConfiguration,
  Transport,
} from './configuration.ts';
import type { ConfDocument, ConfSection } from './document.ts';
import { findSection, findSetting, sectionsNamed } from './section.ts';
import { validateConfiguration } from './validation.ts';

const TRANSPORTS: readonly string[] = ['knet', 'udp', 'udpu'];
const CIPHERS: readonly string[] = ['none', 'aes256', 'aes192', 'aes128', '3des'];
const HASHES: readonly string[] = ['none', 'md5', 'sha1', 'sha256', 'sha384', 'sha512'];
const YES: readonly string[] = ['1', 'yes', 'on', 'true'];
const NO: readonly string[] = ['0', 'no', 'off', 'false'];
const LARGEST = 4_294_967_295;

/** Reads the cluster out of a document and checks it. With any error there is no value; warnings come along. */
export function readConfiguration(document: ConfDocument): Result<CorosyncConfiguration> {
  const problems: Problem[] = [];
  const totem = findSection(document, 'totem');
  const version = findSetting(totem, 'version');
  if (version?.value !== '2') {
    const message = version === null ? 'totem has no version' : `totem version ${version.value} is not known`;
    problems.push(confProblem('HWS-COR-104', 'totem', version?.line ?? totem?.line ?? 0, message));
  }
  const transport = readChoice(totem, 'transport', TRANSPORTS, 'knet', problems) as Transport;
  const nodelist = findSection(document, 'nodelist');
  const configuration: CorosyncConfiguration = {
    clusterName: findSetting(totem, 'cluster_name')?.value ?? '',
    transport,
    tokenMs: readNumber(totem, 'token', 1, LARGEST, problems),
    crypto: readCrypto(totem, transport, problems),
    nodes: readNodes(nodelist, problems),
    links: sectionsNamed(totem, 'interface').map((section) => readLink(section, transport, problems)),
    quorum: readQuorum(findSection(document, 'quorum'), problems),
  };
  problems.push(...validateConfiguration(document, configuration));
  if (problems.some(({ severity }) => severity === 'error')) return { ok: false, problems };
  return { ok: true, value: configuration, problems };
}

function readCrypto(
  totem: ConfSection | null,
  transport: Transport,
  problems: Problem[],
): CryptoConfiguration {
  const fallback = findSetting(totem, 'secauth')?.value === 'on' ? ['aes256', 'sha256'] : ['none', 'none'];
  const cipher = readChoice(totem, 'crypto_cipher', CIPHERS, fallback[0] as string, problems);
  const hash = readChoice(totem, 'crypto_hash', HASHES, fallback[1] as string, problems);
  const line = findSetting(totem, 'crypto_cipher')?.line ?? totem?.line ?? 0;
  if (cipher !== 'none' && hash === 'none') {
    problems.push(confProblem('HWS-COR-110', 'totem', line, `Cipher ${cipher} is set without a hash`));
  }
  if ((cipher !== 'none' || hash !== 'none') && transport !== 'knet') {
    problems.push(confProblem('HWS-COR-110', 'totem', line, `Transport ${transport} cannot encrypt`));
  }
  return {
    model: findSetting(totem, 'crypto_model')?.value ?? null,
    cipher,
    hash,
    keyFile: findSetting(totem, 'keyfile')?.value ?? null,
  };
}

function readNodes(nodelist: ConfSection | null, problems: Problem[]): ConfiguredNode[] {
  return sectionsNamed(nodelist, 'node').map((section) => {
    const nodeId = readNumber(section, 'nodeid', 1, LARGEST, problems);
    const name = findSetting(section, 'name')?.value ?? null;
    if (nodeId === null) {
      const title = name ?? findSetting(section, 'ring0_addr')?.value ?? 'of the nodelist';
      problems.push(confProblem('HWS-COR-105', name, section.line, `The node ${title} has no valid nodeid`));
    }
    if (name === null) {
      const message = `Node ${nodeId ?? ''} has no name; its id is used instead`;
      problems.push(confProblem('HWS-COR-115', String(nodeId), section.line, message, 'warning'));
    }
    const addresses: string[] = [];
    for (const item of section.items) {
      const link = item.kind === 'setting' ? /^ring(\d+)_addr$/.exec(item.key) : null;
      if (link !== null && item.kind === 'setting' && Number(link[1]) < 64) {
        addresses[Number(link[1])] = item.value;
      }
    }
    return {
      nodeId: nodeId ?? 0,
      name: name ?? String(nodeId ?? ''),
      addresses: Array.from(addresses, (address) => address ?? ''),
    };
  });
}

function readLink(section: ConfSection, transport: Transport, problems: Problem[]): LinkConfiguration {
  const key = findSetting(section, 'linknumber') === null ? 'ringnumber' : 'linknumber';
  const linkNumber = readNumber(section, key, 0, LARGEST, problems) ?? 0;
  if (linkNumber > (transport === 'knet' ? 7 : 0)) {
    problems.push(
      confProblem(
        'HWS-COR-114',
        null,
        section.line,
        `Link ${linkNumber} cannot be with transport ${transport}`,
      ),
    );
  }
  return { linkNumber, options: settingsOf(section, ['linknumber', 'ringnumber']) };
}

function readQuorum(section: ConfSection | null, problems: Problem[]): QuorumConfiguration {
  const provider = findSetting(section, 'provider');
  if (provider?.value !== 'corosync_votequorum') {
    const message =
      provider === null
        ? 'No quorum provider: Corosync would always have quorum'
        : `Provider ${provider.value} is not known`;
    const severity = provider === null ? 'warning' : 'error';
    problems.push(
      confProblem('HWS-COR-113', 'quorum', provider?.line ?? section?.line ?? 0, message, severity),
    );
  }
  const isTwoNode = readFlag(section, 'two_node', false, problems);
  return {
    provider: provider?.value ?? null,
    expectedVotes: readNumber(section, 'expected_votes', 1, LARGEST, problems),
    isTwoNode,
    waitsForAll: readFlag(section, 'wait_for_all', isTwoNode, problems),
    lastManStanding: readFlag(section, 'last_man_standing', false, problems),
    autoTieBreaker: readFlag(section, 'auto_tie_breaker', false, problems),
    device: readDevice(findSection(section, 'device'), problems),
  };
}

function readDevice(section: ConfSection | null, problems: Problem[]): QuorumDeviceConfiguration | null {
  if (section === null) return null;
  const model = findSetting(section, 'model')?.value ?? null;
  const net = findSection(section, 'net');
  if (model === null) {
    problems.push(confProblem('HWS-COR-112', 'device', section.line, 'The quorum device has no model'));
  }
  for (const key of model === 'net' ? ['host', 'algorithm'] : []) {
    if (findSetting(net, key) === null) {
      const line = net?.line ?? section.line;
      problems.push(confProblem('HWS-COR-112', 'device', line, `The quorum device has no ${key}`));
    }
  }
  return {
    model: model ?? '',
    votes: readNumber(section, 'votes', 0, LARGEST, problems),
    options: settingsOf(section, ['model', 'votes']),
    net: settingsOf(net, []),
    heuristics: settingsOf(findSection(section, 'heuristics'), []),
  };
}

function settingsOf(section: ConfSection | null, except: readonly string[]): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const item of section?.items ?? []) {
    if (item.kind === 'setting' && !except.includes(item.key)) settings[item.key] = item.value;
  }
  return settings;
}

function readNumber(
  section: ConfSection | null,
  key: string,
  least: number,
  most: number,
  problems: Problem[],
): number | null {
  const setting = findSetting(section, key);
  if (setting === null) return null;
  const value = Number(setting.value);
  if (/^\d+$/.test(setting.value) && value >= least && value <= most) return value;
  const message = `${key} is "${setting.value}", not a whole number from ${least} to ${most}`;
  problems.push(confProblem('HWS-COR-111', key, setting.line, message));
  return null;
}

function readFlag(section: ConfSection | null, key: string, fallback: boolean, problems: Problem[]): boolean {
  const setting = findSetting(section, key);
  if (setting === null) return fallback;
  if (YES.includes(setting.value)) return true;
  if (!NO.includes(setting.value)) {
    problems.push(
      confProblem('HWS-COR-109', key, setting.line, `${key} is "${setting.value}", neither 0 nor 1`),
    );
  }
  return false;
}

function readChoice(
  section: ConfSection | null,
  key: string,
  choices: readonly string[],
  fallback: string,
  problems: Problem[],
): string {
  const setting = findSetting(section, key);
  if (setting === null) return fallback;
  if (choices.includes(setting.value)) return setting.value;
  const message = `${key} is "${setting.value}", none of ${choices.join(', ')}`;
  problems.push(confProblem('HWS-COR-109', key, setting.line, message));
  return fallback;
}
