import type { Templates } from './topic.ts';

/** Notices in English. What stands in braces is filled in (topic.ts). */
export const ENGLISH: Templates = {
  'host-lost': {
    subject: '{host} is lost and powered off; its instances are being started elsewhere',
    text: 'The compute host {host} was judged lost. It is confirmed to be off, and disabled in Nova.\n\nEvidence:\n{why}\n\nSo far:\n{story}\n\nIncident {incident}: hawser compute incidents {incident}',
  },
  healed: {
    subject: '{host}: the fault was gone when it was looked at again',
    text: 'Nothing was done to {host}.\n\nEvidence at first:\n{why}\n\n{story}\n\nIncident {incident}',
  },
  recovered: {
    subject: '{host} is healthy again after what was tried on it',
    text: 'No instance was moved.\n\nEvidence at first:\n{why}\n\n{story}\n\nIncident {incident}',
  },
  'power-on-failed': {
    subject: 'ACT: {host} could not be recovered; nothing more is done by itself',
    text: 'What could be tried on {host} did not help, and it is not given up without people.\n\nEvidence:\n{why}\n\n{story}\n\nLook at the host. Incident {incident}',
  },
  held: {
    subject: 'ACT: {host} is not given up',
    text: '{host} was not isolated. Why stands last here:\n{story}\n\nEvidence:\n{why}\n\nIncident {incident}; what holds: hawser compute explain {host}',
  },
  'not-powered-off': {
    subject: 'ACT AT ONCE: {host} is not known to be off; NOTHING was evacuated',
    text: 'It is not confirmed that {host} is off. Its instances may still run and write to their disks, so none was started elsewhere.\n\nCut its power by hand, make sure that it is off, then evacuate.\n\nEvidence:\n{why}\n\n{story}\n\nIncident {incident}',
  },
  'nova-does-not-agree': {
    subject: 'ACT AT ONCE: Nova does not let the instances of {host} be evacuated',
    text: 'Look at Nova’s API, then evacuate by hand.\n\nEvidence:\n{why}\n\n{story}\n\nIncident {incident}',
  },
  evacuated: {
    subject: '{host}: all instances that were to be evacuated are active elsewhere',
    text: '{count} instances were on {host}:\n{instances}\n\n{story}\n\n{host} stays disabled and forced down until it is given back: hawser compute release {host}\nIncident {incident}',
  },
  'not-all-evacuated': {
    subject: 'ACT AT ONCE: {failed} of {count} instances of {host} are not evacuated',
    text: 'These need hands:\n{instances}\n\n{story}\n\n{host} is disabled and forced down; of its power is known what stands above. Incident {incident}',
  },
  'watch-held': {
    subject: 'ACT: held, nothing is done about {host}',
    text: 'Something would be done about {host}, but the brakes hold:\n{why}\n\nWhat would follow: hawser compute explain HOST',
  },
  'watch-network-mail': {
    subject: 'A network of {host} is down; nothing is fenced for that',
    text: '{host}: {why}\n\nDetails: hawser compute evidence HOST',
  },
  'watch-suspect': {
    subject: 'Warning: {host} is suspect; nothing is done',
    text: '{host}: {why}\n\nDetails: hawser compute evidence HOST',
  },
  'watch-unknown': {
    subject: 'Warning: too little is known of {host}; nothing is done',
    text: '{host}: {why}\n\nDetails: hawser compute evidence HOST',
  },
  released: {
    subject: '{host} is in service again',
    text: '{host} was given back to Nova: no longer forced down, and enabled.\n{why}',
  },
  'owner-lost': {
    subject: 'Outage: the server under your instances has failed',
    text: 'These instances of yours are interrupted and are being started on another server:\n{instances}\n\nYou will be told when that is done. Reference {incident}',
  },
  'owner-back': {
    subject: 'Your instances run again',
    text: 'After the failure of a server:\n{instances}\n\nThey were started anew: please check your applications. Reference {incident}',
  },
  'owner-not-back': {
    subject: 'Not all of your instances run again',
    text: 'After the failure of a server:\n{instances}\n\nThe operators know of those that do not run and are at work. Reference {incident}',
  },
};
