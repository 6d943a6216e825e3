import type { XmlElement } from '../cib/xml/element.ts';
import { type Agent, type AgentName, agentText } from '../configuration/agents/agent.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { type PairSetName, pairValue } from '../configuration/nvpairs.ts';
import {
  allResources,
  idOf,
  isClone,
  isStonith,
  outerOf,
  withInner,
} from '../configuration/resources/resource-tree.ts';
import { isTrue } from '../result/boolean.ts';
import { parseIntervalMs, parseTimeMs } from '../result/interval.ts';
import type { LintSubject } from './subject.ts';

/** An operation of a resource. */
export interface Operation {
  readonly element: XmlElement;
  readonly name: string;
  readonly intervalMs: number;
  readonly timeoutMs: number | null;
  /** As written; `null` when it is for any role. */
  readonly role: string | null;
}

/** A configuration as the rules ask about it; everything is read once. */
export class Reading {
  readonly configuration: Configuration;
  readonly now: number;
  readonly bootUnits: ReadonlyMap<string, string>;
  /** Every resource, outer ones before their members. */
  readonly resources: readonly XmlElement[];
  /** Resources that do work: no groups, clones or bundles, no fence devices. */
  readonly primitives: readonly XmlElement[];
  readonly devices: readonly XmlElement[];
  readonly #agents: ReadonlyMap<string, Agent>;
  readonly #templates: ReadonlyMap<string, XmlElement>;

  constructor(subject: LintSubject) {
    this.configuration = subject.configuration;
    this.now = subject.now;
    this.bootUnits = subject.bootUnits;
    this.#agents = subject.agents;
    const section = this.configuration.section('resources');
    this.#templates = new Map([...(section?.elements('template') ?? [])].map((one) => [idOf(one), one]));
    this.resources = allResources(this.configuration);
    const primitives = this.resources.filter(({ name }) => name === 'primitive');
    this.devices = primitives.filter((one) => isStonith(one) || this.agentName(one).standard === 'stonith');
    this.primitives = primitives.filter((one) => !this.devices.includes(one));
  }

  /** A property of the cluster as written; `null` when it is not set. */
  property(name: string): string | null {
    for (const set of this.configuration.section('crm_config')?.elements('cluster_property_set') ?? []) {
      for (const pair of set.elements('nvpair')) if (pair.get('name') === name) return pair.get('value');
    }
    return null;
  }

  /** Whether a property that is on unless it is set otherwise is on. */
  isOn(name: string, preset: boolean): boolean {
    const value = this.property(name);
    return value === null ? preset : isTrue(value);
  }

  /** Entries of the machines of the cluster; remote and guest nodes are none. */
  get machines(): readonly XmlElement[] {
    const nodes = [...(this.configuration.section('nodes')?.elements('node') ?? [])];
    return nodes.filter((node) => !['remote', 'ping'].includes(node.get('type') ?? 'member'));
  }

  get machineNames(): readonly string[] {
    return this.machines.flatMap((node) => node.get('uname') ?? []);
  }

  /** Whether there are nodes that are no machines: remote nodes and guests. */
  get hasOtherNodes(): boolean {
    const entries = [...(this.configuration.section('nodes')?.elements('node') ?? [])];
    if (entries.length > this.machines.length) return true;
    return this.resources.some((one) => {
      if (one.name === 'bundle') return true;
      if (one.name !== 'primitive') return false;
      return this.meta(one, 'remote-node') !== null || this.agentName(one).type === 'remote';
    });
  }

  /** Which agent a primitive has, by itself or by its template. */
  agentName(primitive: XmlElement): AgentName {
    const from = this.#templates.get(primitive.get('template') ?? '') ?? primitive;
    return {
      standard: from.get('class') ?? '',
      provider: from.get('provider'),
      type: from.get('type') ?? '',
    };
  }

  /** What the agent of a primitive says of itself; `null` when it is not known. */
  agent(primitive: XmlElement): Agent | null {
    return this.#agents.get(agentText(this.agentName(primitive))) ?? null;
  }

  /** A parameter of a primitive; `null` when neither it nor its template has it. */
  parameter(primitive: XmlElement, name: string): string | null {
    return this.#own(primitive, 'instance_attributes', name);
  }

  /** A meta attribute as it holds: of the resource, its template, what it is inside of, or the defaults. */
  meta(resource: XmlElement, name: string): string | null {
    const own = this.#own(resource, 'meta_attributes', name);
    if (own !== null) return own;
    const outer = outerOf(this.configuration, resource);
    if (outer !== null) return this.meta(outer, name);
    for (const set of this.configuration.section('rsc_defaults')?.elements('meta_attributes') ?? []) {
      if (set.first('rule') !== null) continue;
      for (const pair of set.elements('nvpair')) if (pair.get('name') === name) return pair.get('value');
    }
    return null;
  }

  #own(resource: XmlElement, set: PairSetName, name: string): string | null {
    const template = this.#templates.get(resource.get('template') ?? '');
    return pairValue(resource, set, name) ?? (template === undefined ? null : pairValue(template, set, name));
  }

  /** Operations of a primitive, its template's included. */
  operations(primitive: XmlElement): readonly Operation[] {
    const template = this.#templates.get(primitive.get('template') ?? '');
    const owners = template === undefined ? [primitive] : [primitive, template];
    return owners
      .flatMap((owner) => [...(owner.first('operations')?.elements('op') ?? [])])
      .map((element) => {
        const timeout = element.get('timeout') ?? pairValue(element, 'meta_attributes', 'timeout');
        return {
          element,
          name: element.get('name') ?? '',
          intervalMs: parseIntervalMs(element.get('interval')),
          timeoutMs: timeout === null ? null : parseTimeMs(timeout),
          role: element.get('role'),
        };
      });
  }

  /** The clone around a resource; `null` when it is in none. */
  cloneOf(resource: XmlElement): XmlElement | null {
    for (
      let outer = outerOf(this.configuration, resource);
      outer !== null;
      outer = outerOf(this.configuration, outer)
    ) {
      if (isClone(outer)) return outer;
    }
    return null;
  }

  /** The group that a resource is a member of; `null` when it is in none. */
  groupOf(resource: XmlElement): XmlElement | null {
    const outer = outerOf(this.configuration, resource);
    return outer?.name === 'group' ? outer : null;
  }

  /** What stands in the configuration for a resource: itself, or the outermost that it is inside of. */
  outermost(resource: XmlElement): XmlElement {
    const outer = outerOf(this.configuration, resource);
    return outer === null ? resource : this.outermost(outer);
  }

  /** Whether a resource is a clone that can be promoted. */
  isPromotable(resource: XmlElement): boolean {
    return (
      resource.name === 'master' ||
      (isClone(resource) && isTrue(this.#own(resource, 'meta_attributes', 'promotable')))
    );
  }

  /** Primitives of a resource: itself, or those inside it. */
  inner(resource: XmlElement): readonly XmlElement[] {
    return withInner(resource).filter(({ name }) => name === 'primitive');
  }
}
