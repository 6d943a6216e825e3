import type { Problem } from '../../result/problem.ts';
import { confProblem } from './conf-problem.ts';
import type { CorosyncConfiguration } from './configuration.ts';
import type { ConfDocument } from './document.ts';
import { findSection, findSetting, sectionsNamed } from './section.ts';

/** What is wrong between the parts of a configuration that are right by themselves. */
export function validateConfiguration(
  document: ConfDocument,
  configuration: CorosyncConfiguration,
): Problem[] {
  return [
    ...findTwins(document, configuration),
    ...findUnevenLinks(document, configuration),
    ...findQuorumClashes(document, configuration),
  ];
}

function lineOfNode(document: ConfDocument, index: number): number {
  return sectionsNamed(findSection(document, 'nodelist'), 'node')[index]?.line ?? 0;
}

function findTwins(document: ConfDocument, { nodes }: CorosyncConfiguration): Problem[] {
  const problems: Problem[] = [];
  const taken = new Map<string, string>();
  for (const [index, { nodeId, name, addresses }] of nodes.entries()) {
    const claims = [
      `name ${name}`,
      ...addresses.filter((address) => address !== '').map((address) => `address ${address}`),
    ];
    if (nodeId !== 0) claims.push(`nodeid ${nodeId}`);
    for (const claim of new Set(claims)) {
      const other = taken.get(claim);
      if (other === undefined) taken.set(claim, name);
      else {
        const message = `The ${claim} belongs to two nodes (${other}, ${name})`;
        problems.push(confProblem('HWS-COR-106', name, lineOfNode(document, index), message));
      }
    }
  }
  return problems;
}

function findUnevenLinks(document: ConfDocument, { nodes, transport }: CorosyncConfiguration): Problem[] {
  const problems: Problem[] = [];
  const linksOf = (addresses: readonly string[]) =>
    addresses.flatMap((address, link) => (address === '' ? [] : [link])).join(', ');
  const expected = linksOf(nodes[0]?.addresses ?? []);
  for (const [index, { name, addresses }] of nodes.entries()) {
    const line = lineOfNode(document, index);
    const links = linksOf(addresses);
    if (links === '') {
      problems.push(confProblem('HWS-COR-107', name, line, `The node ${name} has no address`));
    } else if (links !== expected) {
      const message = `The node ${name} has the links ${links}, the first node has ${expected || 'none'}`;
      problems.push(confProblem('HWS-COR-107', name, line, message));
    }
    if (addresses.length > (transport === 'knet' ? 8 : 1)) {
      const message = `The node ${name} has link ${addresses.length - 1}, too many for transport ${transport}`;
      problems.push(confProblem('HWS-COR-114', name, line, message));
    }
  }
  return problems;
}

function findQuorumClashes(document: ConfDocument, { nodes, quorum }: CorosyncConfiguration): Problem[] {
  const problems: Problem[] = [];
  const section = findSection(document, 'quorum');
  const line = findSetting(section, 'two_node')?.line ?? section?.line ?? 0;
  if (quorum.isTwoNode && nodes.length !== 2) {
    problems.push(confProblem('HWS-COR-108', 'quorum', line, `two_node is set for ${nodes.length} nodes`));
  }
  if (quorum.isTwoNode && quorum.device !== null) {
    problems.push(confProblem('HWS-COR-108', 'quorum', line, 'two_node is set beside a quorum device'));
  }
  return problems;
}
